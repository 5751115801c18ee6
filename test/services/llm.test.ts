import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { languageModel } from '../../src/check/language-model.ts'
import { llm } from '../../src/services/llm/service.ts'
import type { RunningService } from '../../src/services/service.ts'

const packageRoot = join(import.meta.dirname, '../..')
const running: RunningService[] = []
let shared: RunningService

beforeAll(async () => {
  shared = await llm.start({ env: {}, packageRoot })
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await Promise.all(running.splice(0).map((service) => service.stop()))
})

afterAll(() => shared.stop())

/** A model of its own, as checks get it, quick. */
async function model() {
  const { url } = await shared.isolate()
  vi.stubEnv('LLM_URL', url)
  const stand = languageModel()
  await stand.setSpeed({ firstMs: 1, tokenMs: 1 })
  return stand
}

const QUESTION = { model: 'stand-in-1', messages: [{ role: 'user', content: 'What is a pallet?' }], temperature: 0 }

function ask(url: string, more: object = {}, signal?: AbortSignal): Promise<Response> {
  const body = JSON.stringify({ ...QUESTION, ...more })
  return fetch(`${url}/v1/chat/completions`, { method: 'POST', body, ...(signal && { signal }) })
}

async function textOf(url: string, more: object = {}): Promise<string> {
  const { choices } = (await (await ask(url, more)).json()) as { choices: [{ message: { content: string } }] }
  return choices[0].message.content
}

function eventsOf(text: string): string[] {
  return text.split('\n\n').map((event) => event.replace(/^data: /, ''))
}

describe('the language model', () => {
  it('says that it is a stand-in, and what it cannot show', () => {
    expect(shared).toMatchObject({ how: 'emulator', label: expect.stringMatching(/^a stand-in of ours/) })
    expect(shared.cannot).not.toEqual([])
  })

  it('answers with words, a finish and the tokens of both sides', async () => {
    const { url } = await model()
    const answer = await (await ask(url)).json()
    expect(answer).toMatchObject({
      choices: [
        { message: { role: 'assistant', content: expect.stringMatching(/^[A-Z].*\.$/) }, finish_reason: 'stop' },
      ],
      usage: { prompt_tokens: 4 },
    })
    const { usage, choices } = answer as { usage: Record<string, number>; choices: [{ message: { content: string } }] }
    expect(usage['completion_tokens']).toBe(choices[0].message.content.split(' ').length)
    expect(usage['total_tokens']).toBe(4 + (usage['completion_tokens'] ?? 0))
  })

  it('gives the same answer at temperature 0, in every run, and another one each time at any other', async () => {
    const [one, two] = [await model(), await model()]
    const first = await textOf(one.url)
    expect([await textOf(one.url), await textOf(two.url)]).toEqual([first, first])
    expect(await textOf(one.url, { model: 'stand-in-mini' })).not.toBe(first)
    const warm = [await textOf(one.url, { temperature: 1 }), await textOf(one.url, { temperature: 1 })]
    expect(warm[0]).not.toBe(warm[1])
  })

  it('streams the same text, a token an event, and says at the end what it cost', async () => {
    const { url } = await model()
    const response = await ask(url, { stream: true })
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const events = eventsOf(await response.text())
    expect(events.slice(-2)).toEqual(['[DONE]', ''])
    const chunks = events.slice(0, -2).map((event) => JSON.parse(event))
    expect(chunks.map(({ choices }) => choices[0].delta.content ?? '').join('')).toBe(await textOf(url))
    expect(chunks.at(-1)).toMatchObject({
      choices: [{ finish_reason: 'stop' }],
      usage: { completion_tokens: chunks.length - 1 },
    })
  })

  it('is cut off at max_tokens', async () => {
    const { url } = await model()
    const answer = await (await ask(url, { max_tokens: 3 })).json()
    expect(answer).toMatchObject({ choices: [{ finish_reason: 'length' }], usage: { completion_tokens: 3 } })
  })

  it('stops when the client hangs up, and knows how many tokens that cost', async () => {
    const stand = await model()
    await stand.setSpeed({ tokenMs: 50 })
    const stop = new AbortController()
    const response = await ask(stand.url, { stream: true }, stop.signal)
    await response.body?.getReader().read()
    stop.abort()
    await expect.poll(() => stand.seen(), { timeout: 3000 }).toMatchObject([{ state: 'aborted', stream: true }])
    const [call] = await stand.seen()
    expect(call?.outputTokens).toBeLessThan(10)
  })

  it('fails the next call as it is told to, and that one alone', async () => {
    const stand = await model()
    await stand.failNext({ status: 503 })
    expect((await ask(stand.url)).status).toBe(503)
    await stand.failNext({ breaksAfter: 2 })
    const broken = await ask(stand.url, { stream: true })
    await expect(broken.text()).rejects.toThrow()
    expect((await ask(stand.url)).status).toBe(200)
    expect((await stand.seen()).map(({ state }) => state)).toEqual(['failed', 'failed', 'finished'])
  })

  it.each([
    ['no body', undefined],
    ['another model', { ...QUESTION, model: 'gpt' }],
    ['no messages', { ...QUESTION, messages: [] }],
    ['a temperature of 3', { ...QUESTION, temperature: 3 }],
  ])('refuses %s', async (_, body) => {
    const { url } = await model()
    const init = { method: 'POST', ...(body && { body: JSON.stringify(body) }) }
    const response = await fetch(`${url}/v1/chat/completions`, init)
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({ error: { message: expect.any(String) } })
  })

  it('lists its models with their prices', async () => {
    const { url } = await model()
    const models = await (await fetch(`${url}/v1/models`)).json()
    expect(models).toMatchObject({ data: [{ id: 'stand-in-1', input: 3, output: 15 }, { id: 'stand-in-mini' }] })
  })

  it('gives every run a model of its own, which is gone after it', async () => {
    const [one, two] = await Promise.all([shared.isolate(), shared.isolate()])
    await ask(one.url)
    expect(await (await fetch(`${two.url}/course/seen`)).json()).toEqual([])
    await one.drop()
    await expect(ask(one.url)).rejects.toThrow()
    await two.drop()
  })

  it.skipIf(process.platform === 'win32')('is gone when the process that started it is killed', async () => {
    const service = pathToFileURL(join(packageRoot, 'src/services/llm/service.ts')).href
    const code = `import { llm } from '${service}'
      const { url } = await llm.start(${JSON.stringify({ env: {}, packageRoot })})
      process.stdout.write(url + '\\n')`
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], { cwd: packageRoot })
    const url = await new Promise<string>((resolve) =>
      child.stdout.once('data', (said) => resolve(String(said).trim())),
    )
    expect((await fetch(`${url}/v1/models`)).status).toBe(200)
    child.kill('SIGKILL')
    await expect
      .poll(
        () =>
          fetch(`${url}/v1/models`).then(
            ({ status }) => status,
            () => 'gone',
          ),
        { timeout: 10_000 },
      )
      .toBe('gone')
  })
})
