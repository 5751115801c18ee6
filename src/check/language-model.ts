import type { NextFault, SeenCall } from '../services/llm/server.ts'
import { serviceUrl } from './service.ts'

/** The stand-in for a language model of this run, as only its operator knows it. */
export interface LanguageModel {
  url: string
  /** The calls so far, the oldest first. */
  seen: () => Promise<SeenCall[]>
  /** The next call fails: before it begins, or after so many tokens. */
  failNext: (fault: NextFault) => Promise<void>
  /** Milliseconds until the first token, and between two. */
  setSpeed: (speed: { firstMs?: number; tokenMs?: number }) => Promise<void>
}

/**
 * The language model of this run, for an exercise with `services: [llm]`.
 * @throws Error when the exercise does not ask for that service
 */
export function languageModel(): LanguageModel {
  const url = serviceUrl('llm')
  return {
    url,
    seen: async () => (await (await fetch(`${url}/course/seen`)).json()) as SeenCall[],
    failNext: (fault) => put(`${url}/course/next`, fault),
    setSpeed: (speed) => put(`${url}/course/speed`, speed),
  }
}

async function put(url: string, value: unknown): Promise<void> {
  const response = await fetch(url, { method: 'PUT', body: JSON.stringify(value) })
  await response.text()
}
