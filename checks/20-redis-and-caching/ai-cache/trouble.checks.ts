import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { check, expect } from 'backend-workbook/check'
import { outcome, until } from '../redis.ts'
import { withAssistants } from './assistants.ts'

const MS = 8000
const QUESTION = { tenant: 'mill', prompt: 'Is tea in stock?' }

check('keeps no answer that was cut', { read: 'ai-cache', ms: MS }, () =>
  withAssistants(async ({ open, admin, calls }) => {
    const assistant = await open({ maxTokens: 3 })
    for (const n of [1, 2]) {
      const { text, cached } = await assistant.ask(QUESTION)
      expect(cached, `whether ask ${n} is cached, with maxTokens: 3`).toBe(false)
      expect(text.split(' ').length, `words of ask ${n}, with maxTokens: 3`).toBe(3)
    }
    expect(await calls(), 'calls of the model').toBe(2)
    expect(await admin.dbsize(), 'keys in Redis').toBe(0)
    expect(assistant.savings(), 'savings').toEqual({ hits: 0, dollars: 0 })
  }),
)

check('keeps an answer that is empty', { read: 'ai-cache', ms: MS }, () =>
  withAssistants(async ({ open }) => {
    let asked = 0
    const model = createServer((_, response) => {
      asked += 1
      const choices = [{ index: 0, message: { role: 'assistant', content: '' }, finish_reason: 'stop' }]
      const usage = { prompt_tokens: 4, completion_tokens: 0, total_tokens: 4 }
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ choices, usage }))
    }).listen(0, '127.0.0.1')
    await once(model, 'listening')
    const assistant = await open({ llmUrl: `http://127.0.0.1:${(model.address() as AddressInfo).port}` })
    const answers = [await assistant.ask(QUESTION), await assistant.ask(QUESTION)]
    model.close()
    model.closeAllConnections()
    expect(answers, "two asks, where the model answers ''").toEqual([
      { text: '', cached: false },
      { text: '', cached: true },
    ])
    expect(asked, 'calls of the model').toBe(1)
  }),
)

check('rejects when the model fails, and keeps nothing', { read: 'ai-cache', ms: MS }, () =>
  withAssistants(async ({ open, admin, model, calls }) => {
    const assistant = await open()
    for (const fault of [{ status: 500 }, { status: 429 }, { status: 301 }, { breaksAfter: 2 }]) {
      await model.failNext(fault)
      expect(await outcome(assistant.ask(QUESTION)), `ask, when the model does ${JSON.stringify(fault)}`).toMatch(
        /^threw/,
      )
      expect(await admin.dbsize(), 'keys in Redis').toBe(0)
      expect(await calls(), 'calls of the model').toBe(1)
    }
    expect((await assistant.ask(QUESTION)).cached, 'whether the next ask is cached').toBe(false)
    expect((await assistant.ask(QUESTION)).cached, 'whether the one after it is').toBe(true)
  }),
)

check('asks the model while Redis is away or silent', { read: 'redis-down', ms: MS }, () =>
  withAssistants(async ({ open, connect, way, calls }) => {
    const redis = await connect({ commandTimeout: 400 })
    const assistant = await open({ redis })
    const kept = await assistant.ask(QUESTION)
    await calls()
    for (const away of ['silent', 'gone'] as const) {
      if (away === 'silent') way.freeze()
      else await way.cut()
      const answer = await outcome(assistant.ask(QUESTION))
      expect(answer, `ask while Redis is ${away}`).toEqual({ text: kept.text, cached: false })
      expect(await calls(), `calls of the model while Redis is ${away}`).toBe(1)
    }
    await way.mend()
    await until(
      async () => redis.status,
      (status) => status === 'ready',
      7000,
    )
    const again = await until(
      () => assistant.ask(QUESTION),
      ({ cached }) => cached,
      6000,
    )
    expect(again, 'ask, again and again, when Redis is back').toEqual({ text: kept.text, cached: true })
  }),
)
