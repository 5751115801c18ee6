import { check, expect } from 'backend-workbook/check'
import { lifetimes } from '../redis.ts'
import { withAssistants } from './assistants.ts'

const MS = 6000

check('asks the model once for a prompt, in all processes', { read: 'ai-cache', ms: MS }, () =>
  withAssistants(async ({ open, model, calls }) => {
    const [one, other] = [await open(), await open()]
    const question = { tenant: 'mill', prompt: 'Is tea in stock?' }
    const first = await one.ask(question)
    expect(first, 'the first ask').toEqual({ text: expect.stringMatching(/\w+ \w+/), cached: false })
    for (const assistant of [one, other]) {
      expect(await assistant.ask(question), 'ask again').toEqual({ text: first.text, cached: true })
    }
    expect(await calls(), 'calls of the model for all three').toBe(1)
    const { messages, temperature, model: asked } = (await model.seen()).at(-1) ?? {}
    expect({ messages, temperature, model: asked }, 'what the model was asked').toEqual({
      messages: [{ role: 'user', content: 'Is tea in stock?' }],
      temperature: 0,
      model: 'stand-in-1',
    })
  }),
)

check(
  'takes prompts for the same that differ in white space and form, and no others',
  { read: 'normalise', ms: MS },
  () =>
    withAssistants(async ({ open, model, calls }) => {
      const assistant = await open()
      const asked = async (prompt: string) => assistant.ask({ tenant: 'mill', prompt })
      await asked('  Which caf\u00e9\n\n  has\ttea? ')
      const content = (await model.seen()).at(-1)?.messages[0]?.content
      expect(content, 'the prompt that the model got').toBe('Which caf\u00e9 has tea?')
      await calls()
      for (const prompt of [
        'Which caf\u00e9 has tea?',
        'Which cafe\u0301 has\u00a0tea?',
        'Which caf\u00e9\r\nhas tea?\n',
      ]) {
        expect((await asked(prompt)).cached, `whether ${JSON.stringify(prompt)} is cached`).toBe(true)
      }
      expect(await calls(), 'calls of the model for these').toBe(0)
      const others = [
        'which caf\u00e9 has tea?',
        'Which cafe has tea?',
        'Which caf\u00e9 has tea',
        'Whichcaf\u00e9 has tea?',
      ]
      for (const prompt of [...others, '\ufb01ve', 'five', '1\u00b2', '12']) {
        expect((await asked(prompt)).cached, `whether ${JSON.stringify(prompt)} is cached`).toBe(false)
      }
    }),
)

check('shares nothing between tenants, models and limits', { read: 'ai-cache', ms: MS }, () =>
  withAssistants(async ({ open }) => {
    const assistant = await open()
    const texts = [
      ['a', 'b:c'],
      ['a:b', 'c'],
      ['a', 'b c'],
      ['a b', 'c'],
      ['a', 'b|c'],
      ['a|b', 'c'],
      ['a","b', 'c'],
      ['a', 'b","c'],
      ['a\u0000b', 'c'],
      ['a', 'b\u0000c'],
      ['A', 'b:c'],
      ['', 'ab'],
      ['a', 'b'],
      ['ab', ''],
    ]
    for (const [tenant = '', prompt = ''] of texts) {
      const { cached } = await assistant.ask({ tenant, prompt })
      expect(cached, `whether the first ${JSON.stringify(prompt)} of ${JSON.stringify(tenant)} is cached`).toBe(false)
    }
    const question = { tenant: 'mill', prompt: 'Is tea in stock?' }
    await assistant.ask(question)
    for (const options of [{ model: 'stand-in-mini' }, { maxTokens: 199 }]) {
      const other = await open(options)
      expect((await other.ask(question)).cached, `whether it is cached for ${JSON.stringify(options)}`).toBe(false)
      expect((await other.ask(question)).cached, `whether it is then, for ${JSON.stringify(options)}`).toBe(true)
    }
  }),
)

check('keeps answers for ttlMs, under keys that tell nothing', { read: 'ai-cache', ms: MS }, () =>
  withAssistants(async ({ open, admin }) => {
    const assistant = await open()
    await assistant.ask({ tenant: 'Mill-7', prompt: 'Does Ada Lovelace owe money?' })
    const left = Object.entries(await lifetimes(admin))
    expect(left.length, 'keys in Redis after one question').toBeGreaterThan(0)
    for (const [key, ms] of left) {
      expect(key, 'a key in Redis').toMatch(/^answer:/)
      const decoded = [key, key.slice(7), decode(key, 'base64'), decode(key, 'hex'), safeDecode(key)].join(' ')
      expect(decoded, `the key ${key}, as it is and decoded`).not.toMatch(/lovelace|mill-7/i)
      expect(ms, `PTTL of ${key}, with ttlMs: 600,000`).toBeLessThanOrEqual(600_000)
      expect(ms, `PTTL of ${key}, with ttlMs: 600,000`).toBeGreaterThan(570_000)
      await admin.pexpire(key, 300_000)
    }
    await assistant.ask({ tenant: 'Mill-7', prompt: 'Does Ada Lovelace owe money?' })
    for (const [key, ms] of Object.entries(await lifetimes(admin))) {
      expect(ms, `PTTL of ${key}, which had 300,000 left, after a hit`).toBeLessThanOrEqual(300_000)
    }
    await admin.flushdb()
    const brief = await open({ ttlMs: 4001 })
    await brief.ask({ tenant: 'mill', prompt: 'Why?' })
    for (const [key, ms] of Object.entries(await lifetimes(admin))) {
      expect(ms, `PTTL of ${key}, with ttlMs: 4,001`).toBeLessThanOrEqual(4001)
    }
  }),
)

function decode(key: string, encoding: 'base64' | 'hex'): string {
  return Buffer.from(key.slice('answer:'.length), encoding).toString()
}

function safeDecode(key: string): string {
  try {
    return decodeURIComponent(key)
  } catch {
    return key
  }
}

check('leaves Redis alone at any other temperature', { read: 'ai-cache', ms: MS }, () =>
  withAssistants(async ({ open, admin, model }) => {
    const assistant = await open()
    const question = { tenant: 'mill', prompt: ' Describe\nthis tea.' }
    for (const temperature of [1, 0.2]) {
      for (const _ of [1, 2]) {
        const { cached } = await assistant.ask({ ...question, temperature })
        expect(cached, `whether it is cached at temperature ${temperature}`).toBe(false)
        const seen = (await model.seen()).at(-1)
        expect(seen?.temperature, 'the temperature that the model got').toBe(temperature)
        expect(seen?.messages[0]?.content, 'the prompt that it got').toBe('Describe this tea.')
      }
    }
    expect(await admin.dbsize(), 'keys in Redis afterwards').toBe(0)
    await assistant.ask({ ...question, temperature: 0 })
    expect((await assistant.ask({ ...question, temperature: 1 })).cached, 'temperature 1, after 0 was kept').toBe(false)
    expect((await assistant.ask(question)).cached, 'without a temperature, after 0 was kept').toBe(true)
  }),
)

check('adds up what hits did not cost', { read: 'ai-cost', ms: MS }, () =>
  withAssistants(async ({ open, model }) => {
    const assistant = await open()
    expect(assistant.savings(), 'savings at the beginning').toEqual({ hits: 0, dollars: 0 })
    let expected = 0
    for (const [prompt, hits] of [
      ['Is tea in stock?', 2],
      ['How many pallets of tea fit into a lorry?', 1],
      ['Why?', 0],
    ] as const) {
      await assistant.ask({ tenant: 'mill', prompt })
      const { inputTokens = 0, outputTokens = 0 } = (await model.seen()).at(-1) ?? {}
      for (let n = 0; n < hits; n += 1) await assistant.ask({ tenant: 'mill', prompt })
      expected += (hits * (inputTokens * 3 + outputTokens * 15)) / 1_000_000
    }
    expect(assistant.savings().hits, 'hits').toBe(3)
    expect(assistant.savings().dollars, 'dollars, with price: { input: 3, output: 15 }').toBeCloseTo(expected, 9)
    const other = await open({ price: { input: 1_000_000, output: 0 } })
    await other.ask({ tenant: 'mill', prompt: 'Why?' })
    expect(other.savings(), 'savings of another assistant, with a hit of one word at a dollar a token').toEqual({
      hits: 1,
      dollars: 1,
    })
  }),
)
