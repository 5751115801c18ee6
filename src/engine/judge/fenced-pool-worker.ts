import { EventEmitter } from 'node:events'
import type { PoolWorker, WorkerRequest, WorkerResponse } from 'vitest/node'
import type { Fence } from './fence.ts'

export interface FencedRun {
  fence: Fence
  /** Files that a process which has served before must ask for again. */
  changed: string[]
}

type Start = Extract<WorkerRequest, { type: 'start' }>
type Run = Extract<WorkerRequest, { type: 'run' }>

/** Lets Vitest talk to a process that was started before Vitest was loaded, and that the judge ends. */
export class FencedPoolWorker implements PoolWorker {
  readonly name = 'fenced'
  readonly cacheFs = false
  readonly #take: () => FencedRun
  readonly #events = new EventEmitter()
  #run: FencedRun | undefined
  #config: Start['context']['config'] | undefined
  #hasStarted = false

  constructor(take: () => FencedRun) {
    this.#take = take
  }

  async start(): Promise<void> {
    this.#run = this.#take()
    const { fence } = this.#run
    fence.child.on('message', this.#onMessage)
    fence.child.on('error', this.#onError)
    void fence.exited.then(() => {
      // Vitest would wait a minute for a process that ended before it said so.
      if (!this.#hasStarted) this.#answer('started', new Error('the process ended before it started'))
      this.#events.emit('exit')
    })
  }

  send(message: WorkerRequest): void {
    if (!('type' in message)) this.#send(message)
    // The verdict does not wait for a polite end, and the learner's code gets no say in it.
    else if (message.type === 'stop') setImmediate(() => this.#answer('stopped'))
    else if (message.type === 'start') this.#begin(message)
    else if (message.type === 'run' && this.#run?.fence.hasServed) this.#send(this.#withNews(message))
    else this.#send(message)
  }

  on(event: string, callback: (value: unknown) => void): void {
    this.#events.on(event, callback)
  }

  off(event: string, callback: (value: unknown) => void): void {
    this.#events.off(event, callback)
  }

  async stop(): Promise<void> {
    const child = this.#run?.fence.child
    child?.off('message', this.#onMessage)
    child?.off('error', this.#onError)
  }

  deserialize(data: unknown): unknown {
    return data
  }

  /** Vitest's worker sets the `env` of its configuration when a run begins. It starts once. */
  #begin(start: Start): void {
    const { config } = start.context
    const env = { ...config.env, ...this.#run?.fence.runEnv }
    this.#config = { ...config, env }
    if (this.#run?.fence.hasServed) setImmediate(() => this.#answer('started'))
    else this.#send({ ...start, context: { ...start.context, config: this.#config } })
  }

  /** What has changed since the worker has started. */
  #withNews(run: Run): Run {
    const context = { ...run.context, config: this.#config, invalidates: this.#run?.changed ?? [] }
    return { ...run, context }
  }

  #send(message: WorkerRequest): void {
    const child = this.#run?.fence.child
    if (child?.connected) child.send(message, () => undefined)
  }

  /** In place of a process that is not asked. */
  #answer(type: 'started' | 'stopped', error?: Error): void {
    const answer: WorkerResponse = { type, __vitest_worker_response__: true, ...(error && { error }) }
    this.#onMessage(answer)
  }

  readonly #onMessage = (message: { type?: string }): void => {
    this.#hasStarted ||= message.type === 'started'
    this.#events.emit('message', message)
  }

  readonly #onError = (error: unknown): void => {
    this.#events.emit('error', error)
  }
}
