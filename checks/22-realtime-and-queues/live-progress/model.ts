import type { Model } from '../../../exercises/22-realtime-and-queues/live-progress.ts'

/** One call of the model, which gives a piece when the check says so. */
export class Writing {
  readonly prompt: string
  readonly signal: AbortSignal
  readonly #pieces: (string | Error | undefined)[] = []
  #wake = () => {}

  constructor(prompt: string, signal: AbortSignal) {
    this.prompt = prompt
    this.signal = signal
    signal.addEventListener('abort', () => this.#wake())
  }

  give(...pieces: string[]): void {
    this.#pieces.push(...pieces)
    this.#wake()
  }

  end(): void {
    this.#pieces.push(undefined)
    this.#wake()
  }

  fail(): void {
    this.#pieces.push(new Error('the model is overloaded'))
    this.#wake()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    for (;;) {
      this.signal.throwIfAborted()
      if (this.#pieces.length === 0) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
        continue
      }
      const piece = this.#pieces.shift()
      if (piece === undefined) return
      if (piece instanceof Error) throw piece
      yield piece
    }
  }
}

export class FakeModel implements Model {
  readonly calls: Writing[] = []

  write(prompt: string, signal: AbortSignal): AsyncIterable<string> {
    const writing = new Writing(prompt, signal)
    this.calls.push(writing)
    return writing
  }
}
