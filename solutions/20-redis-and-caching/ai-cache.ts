import { createHash } from 'node:crypto'
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

interface Usage {
  prompt_tokens: number
  completion_tokens: number
}

/** What Redis keeps of an answer. */
interface Kept {
  text: string
  usage: Usage
}

interface Completion {
  choices: [{ message: { content: string }; finish_reason: string }]
  usage: Usage
}

export function createAssistant(options: AssistantOptions): Assistant {
  const { redis, llmUrl, model, maxTokens, ttlMs, price } = options
  const saved = { hits: 0, dollars: 0 }

  /** JSON keeps the parts apart; the hash keeps them to itself. */
  function keyOf(tenant: string, prompt: string): string {
    const parts = JSON.stringify([tenant, model, maxTokens, prompt])
    return `answer:${createHash('sha256').update(parts).digest('hex')}`
  }

  async function complete(prompt: string, temperature: number): Promise<Kept & { isWhole: boolean }> {
    const response = await fetch(`${llmUrl}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        model,
        temperature,
        max_tokens: maxTokens,
        messages: [{ role: 'user', content: prompt }],
      }),
    })
    if (!response.ok) throw new Error(`The model answered ${response.status}`)
    const { choices, usage } = (await response.json()) as Completion
    return { text: choices[0].message.content, usage, isWhole: choices[0].finish_reason === 'stop' }
  }

  function count({ usage }: Kept): void {
    saved.hits += 1
    saved.dollars += (usage.prompt_tokens * price.input + usage.completion_tokens * price.output) / 1_000_000
  }

  return {
    async ask({ tenant, prompt, temperature = 0 }) {
      const normalised = prompt.normalize('NFC').replace(/\s+/g, ' ').trim()
      if (temperature !== 0) return { text: (await complete(normalised, temperature)).text, cached: false }
      const key = keyOf(tenant, normalised)
      const found = await redis.get(key).catch(() => null)
      if (found !== null) {
        const kept = JSON.parse(found) as Kept
        count(kept)
        return { text: kept.text, cached: true }
      }
      const { text, usage, isWhole } = await complete(normalised, temperature)
      // The caller has its answer, kept or not.
      if (isWhole) await redis.set(key, JSON.stringify({ text, usage }), 'PX', ttlMs).catch(() => undefined)
      return { text, cached: false }
    },
    savings: () => ({ ...saved }),
  }
}
