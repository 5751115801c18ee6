import { expect } from 'backend-workbook/check'
import { buildApp } from '../../../exercises/22-realtime-and-queues/live-progress.ts'
import { type Ask, serving } from '../serving.ts'
import { FakeModel, type Writing } from './model.ts'
import { type Reader, read, type ServerSentEvent } from './reader.ts'

export interface Writer {
  ask: Ask
  url: string
  model: FakeModel
  /** Asks for a description, which must be taken. */
  begin: (product?: string) => Promise<Begun>
}

export interface Begun {
  path: string
  writing: Writing
  read: (headers?: Record<string, string>) => Promise<Reader>
  get: () => Promise<{ status?: unknown; text?: unknown }>
}

export async function openWriter(options: { heartbeatMs?: number; graceMs?: number } = {}): Promise<Writer> {
  const model = new FakeModel()
  const { ask, url } = await serving(buildApp({ model, heartbeatMs: 60_000, graceMs: 60_000, ...options }))
  return {
    ask,
    url,
    model,
    async begin(product = 'oak table') {
      const before = model.calls.length
      const { status, body } = await ask('POST', '/descriptions', { product })
      expect(status, 'the status of POST /descriptions').toBe(202)
      const path = `/descriptions/${Object(body).id}`
      await expect.poll(() => model.calls.length, { message: 'calls of the model', interval: 5 }).toBe(before + 1)
      const writing = model.calls[before]
      if (!writing) throw new Error('unreachable')
      return {
        path,
        writing,
        read: (headers) => read(`${url}${path}/events`, headers),
        get: async () => Object((await ask('GET', path)).body),
      }
    },
  }
}

/** The events that must come for these pieces. */
export function tokens(pieces: string[], first = 1): ServerSentEvent[] {
  return pieces.map((text, index) => ({ id: String(first + index), event: 'token', data: { text } }))
}
