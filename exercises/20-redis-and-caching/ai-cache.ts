/*
 * The assistant of the marketplace answers questions about products. Its model costs money for each token, and many retailers of one
 * tenant ask the same. Answers are kept in Redis.
 *
 * `redis` is connected and set up for this: while Redis is away or silent, its commands reject after a moment.
 */
import type { Redis } from 'ioredis'

export interface AssistantOptions {
  redis: Redis
  /** Address of the language model. */
  llmUrl: string
  model: string
  /** Sent as max_tokens. */
  maxTokens: number
  /** How long an answer is kept. Whole milliseconds. */
  ttlMs: number
  /** Dollars for a million tokens. */
  price: { input: number; output: number }
}

export interface Question {
  /** Any text, like the prompt. */
  tenant: string
  prompt: string
  /** Default 0. */
  temperature?: number
}

export interface Assistant {
  ask: (question: Question) => Promise<{ text: string; cached: boolean }>
  /** Of the questions that this assistant has answered from Redis. */
  savings: () => { hits: number; dollars: number }
}

/**
 * - A prompt is normalised: Unicode form NFC, each run of white space (\s+) becomes one space, none at the beginning and the end. Capital
 *   letters stay. Prompts that are then the same text are the same prompt.
 * - The model is asked with POST `${llmUrl}/v1/chat/completions` and the JSON { model, temperature, max_tokens, messages }, where
 *   messages is the normalised prompt alone, with the role user. `text` is choices[0].message.content.
 * - At temperature 0, the same prompt of the same tenant, for the same model and maxTokens, is answered from Redis (cached: true), in any
 *   process. An answer is kept before `ask` resolves. Where one of the four differs, nothing is shared, whatever the texts are.
 * - At any other temperature, Redis is neither asked nor told.
 * - Keys in Redis begin with 'answer:' and hold neither the prompt nor the tenant in readable form. Each has the time to live ttlMs
 *   from when it was kept. A hit does not prolong it.
 * - Only an answer with the finish_reason 'stop' is kept. One that was cut ('length') goes to its caller, and the next asks again.
 * - Where the status is not 2xx or the answer breaks off, `ask` rejects, and nothing is kept. It asks the model once.
 * - `savings` adds up what hits did not cost: usage.prompt_tokens and usage.completion_tokens of the answer that was kept, times their
 *   prices. Nothing is rounded. At the beginning it is { hits: 0, dollars: 0 }.
 * - While Redis is away or silent, `ask` asks the model. `ask` never rejects because of Redis.
 *
 * Two questions at the same moment may both ask the model.
 *
 * @example
 * await assistant.ask({ tenant: 'mill', prompt: 'Is  tea in stock?' }) // { text: '…', cached: false }
 * await assistant.ask({ tenant: 'mill', prompt: ' Is tea in stock? ' }) // { text: '…', cached: true }
 */
export function createAssistant(options: AssistantOptions): Assistant {
  return { ask: async () => ({ text: '', cached: false }), savings: () => ({ hits: 0, dollars: 0 }) }
}
