import { type LanguageModel, languageModel } from 'backend-workbook/check'
import {
  type Assistant,
  type AssistantOptions,
  createAssistant,
} from '../../../exercises/20-redis-and-caching/ai-cache.ts'
import { type Server, withRedis } from '../redis.ts'

export interface Desk extends Server {
  model: LanguageModel
  /** An assistant in a process of its own. */
  open: (options?: Partial<AssistantOptions>) => Promise<Assistant>
  /** How often the model was asked since this was called last. */
  calls: () => Promise<number>
}

export const LONG = 200

/** An empty Redis, a quick model, and assistants. */
export function withAssistants(use: (desk: Desk) => Promise<void>): Promise<void> {
  return withRedis(async (server) => {
    const model = languageModel()
    await model.setSpeed({ firstMs: 0, tokenMs: 0 })
    let before = (await model.seen()).length
    const open: Desk['open'] = async (options = {}) => {
      const redis = options.redis ?? (await server.connect())
      return createAssistant({
        ...{ llmUrl: model.url, model: 'stand-in-1', maxTokens: LONG, ttlMs: 600_000, price: { input: 3, output: 15 } },
        ...options,
        redis,
      })
    }
    const calls = async () => {
      const now = (await model.seen()).length
      const since = now - before
      before = now
      return since
    }
    await use({ ...server, model, open, calls })
  })
}
