/** Nobody but who was given the address gets in, and nobody gets out of the workbook. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ExerciseAnswer } from '../../src/web/api.ts'
import { TINY_COURSE, temporaryFolder } from '../fixtures/build.ts'
import { hasTerminal, openTerminal } from '../fixtures/terminal.ts'
import { closePages, openPage, type ServedPage, sendRequest } from './page.ts'

const READS = [
  ...['/', '/day/1', '/progress', '/api/home', '/api/days/1', '/api/exercises/1/add', '/api/quiz/1'],
  ...['/api/review', '/api/progress', '/api/search?q=plus', '/api/trace', '/api/live', '/api/live?exercise=1/add'],
  ...[
    '/api/days/2/bench',
    '/api/report',
    '/api/days/1/share',
    '/api/days/1/share/light.svg',
    '/api/days/1/share/dark.png',
  ],
]
const CHANGES: [method: string, path: string, body: object][] = [
  ['POST', '/api/days/1/visited', { section: 'a-list' }],
  ['POST', '/api/days/1/open', {}],
  ['POST', '/api/days/1/demos/adding', {}],
  ['POST', '/api/days/2/bench', {}],
  ['POST', '/api/exercises/1/add/check', {}],
  ['POST', '/api/exercises/1/add/hint', {}],
  ['POST', '/api/exercises/1/add/reset', {}],
  ['POST', '/api/exercises/1/add/solution', { anyway: true }],
  ['PUT', '/api/exercises/1/add/files', { path: 'add.ts', text: 'x', base: null, judge: false }],
  ['POST', '/api/quiz/1/plus-and-strings', { answer: '1' }],
  ['POST', '/api/trace', { text: 'console.log(1)', kind: 'mjs' }],
]

const onWindows = process.platform === 'win32'
/** Of this machine, and not the one that the page listens on. */
const another = addressOf(networkInterfaces()) ?? (process.platform === 'linux' ? '127.0.0.2' : undefined)

function addressOf(all: ReturnType<typeof networkInterfaces>): string | undefined {
  const found = Object.values(all).flatMap((each) => each ?? [])
  return found.find(({ internal, family }) => !internal && family === 'IPv4')?.address
}

let page: ServedPage

beforeAll(async () => {
  page = await openPage()
})
afterAll(closePages)

/** What is recorded; nothing where there is no record. */
function recorded({ workbook }: ServedPage): unknown[] {
  const file = join(workbook, 'progress.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).events : []
}

describe('who comes in', () => {
  it('has the token of the address, which becomes a cookie that no script reads and no other site sends', async () => {
    const { pathname, search, host } = new URL(page.address)
    const { status, headers } = await sendRequest(page.port, 'GET', pathname + search, { headers: { host } })
    expect(status).toBe(303)
    expect(headers.location).toBe('/')
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(/^course-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/),
    ])
    expect((await page.ask('GET', '/')).status).toBe(200)
  })

  it.each([
    ['no cookie', undefined],
    ['a wrong cookie', 'course-1=x'],
    ['a cookie of the right name', 'name'],
  ])('with %s gets nothing', async (_, given) => {
    const cookie = given === 'name' ? `course-${page.port}=${'a'.repeat(43)}` : given
    for (const path of READS) {
      const { status, text } = await page.ask('GET', path, { headers: { cookie } })
      expect([path, status]).toEqual([path, 403])
      expect(text).not.toMatch(/tiny|Adding|<script/)
    }
    for (const [method, path, body] of CHANGES) {
      expect([path, (await page.ask(method, path, { headers: { cookie }, body })).status]).toEqual([path, 403])
    }
    expect(recorded(page)).toEqual([])
  })

  it.each(['wrong', '', 'a'.repeat(43)])('with the token "%s" gets nothing', async (token) => {
    const { status, headers } = await page.ask('GET', `/?token=${token}`, { headers: { cookie: undefined } })
    expect([status, headers['set-cookie']]).toEqual([403, undefined])
  })

  it.each(['evil.example', '127.0.0.1', 'localhost:1', '127.0.0.1.evil.example:80', '[::1]:80'])(
    'by the name %s gets nothing, though it leads here',
    async (host) => {
      for (const path of READS) expect((await page.ask('GET', path, { headers: { host } })).status).toBe(403)
    },
  )

  it('may say localhost', async () => {
    const host = `localhost:${page.port}`
    expect((await page.ask('GET', '/api/home', { headers: { host } })).status).toBe(200)
    const headers = { host, origin: `http://${host}` }
    expect((await page.ask('POST', '/api/days/1/visited', { headers, body: { section: 'a-list' } })).status).toBe(204)
  })

  it.skipIf(!another)('is on this machine: nothing listens on any other address', async () => {
    const socket = connect(page.port, another ?? '')
    await expect(
      new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject)),
    ).rejects.toThrow()
  })
})

describe('another page', () => {
  const recordText = () => JSON.stringify(recorded(page))

  it.each([
    ['no origin', undefined],
    ['an origin elsewhere', 'https://evil.example'],
    ['an origin on another port of this machine', 'http://127.0.0.1:3000'],
    ['an origin that is null', 'null'],
    ['the same over https', 'https'],
  ])('changes and runs nothing with the cookie and %s', async (_, given) => {
    const record = recordText()
    const origin = given === 'https' ? `https://127.0.0.1:${page.port}` : given
    for (const [method, path, body] of CHANGES) {
      expect([path, (await page.ask(method, path, { headers: { origin }, body })).status]).toEqual([path, 403])
    }
    expect(recordText()).toBe(record)
  })

  it.each(['cross-site', 'same-site'])('reads nothing: what a browser calls %s is refused', async (site) => {
    for (const path of READS) {
      expect((await page.ask('GET', path, { headers: { 'sec-fetch-site': site } })).status).toBe(403)
    }
  })

  it('is told nothing of what it may ask, and no form of its own is read', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'PUT' }
    const asked = await page.ask('OPTIONS', '/api/home', { headers })
    expect(asked.status).toBe(403)
    expect(Object.keys(asked.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    const form = { 'content-type': 'text/plain' }
    const sent = await page.ask('POST', '/api/days/1/visited', { headers: form, body: '{"section":"a-list"}' })
    expect(sent.status).toBe(400)
  })

  it.each(['DELETE', 'PATCH', 'TRACE'])('gets nowhere with %s', async (method) => {
    expect((await page.ask(method, '/api/home')).status).toBe(405)
  })
})

describe('every answer', () => {
  it('forbids what the page does not need; a refusal does, too', async () => {
    const allowed = await page.ask('GET', '/day/1')
    const refused = await page.ask('GET', '/day/1', { headers: { cookie: undefined } })
    for (const { headers } of [allowed, refused]) {
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'cache-control': 'no-store',
      })
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'/)
      expect(headers['content-security-policy']).not.toMatch(/unsafe|\*/)
      expect(headers['x-powered-by']).toBeUndefined()
    }
  })

  it('of a document has a nonce of its own, and no script or style in it', async () => {
    const [one, two] = await Promise.all([page.ask('GET', '/'), page.ask('GET', '/')])
    const nonceIn = (text = '') => /<meta name="csp-nonce" content="([\w+/=]+)">/.exec(text)?.[1] ?? 'none'
    expect(nonceIn(one?.text)).not.toBe(nonceIn(two?.text))
    expect(one?.headers['content-security-policy']).toContain(`'nonce-${nonceIn(one?.text)}'`)
    expect(one?.text).not.toMatch(/<style|<script(?![^>]* src=)|\son\w+=| style=/)
  })
})

describe('out of the workbook', () => {
  const OUT = [
    ...['/../package.json', '/%2e%2e/%2e%2e/package.json', '/..%2f..%2fpackage.json', '/index.html', '/LICENSES.md'],
    ...['//etc/passwd', '/%2fetc%2fpasswd', '/api/../../package.json', '/api/exercises/1/..%2f..%2fadd.check'],
  ]
  it.each(OUT)('no address leads: %s', async (path) => {
    const { status, text } = await page.ask('GET', path)
    expect(status).toBe(404)
    expect(text).not.toMatch(/"name":|root:|Preact|describe\(/)
  })

  it.each([
    ...[
      '../total.ts',
      '../../progress.json',
      '/etc/passwd',
      'add.ts/../total.ts',
      './add.ts',
      '..\\total.ts',
      'total.ts',
    ],
    ...['', '.', 'add.ts\0', '../01-adding/add.ts', '.env', 'add.ts/x'],
  ])('no save leads: "%s"', async (path) => {
    const body = { path, text: 'stolen', base: null, judge: false }
    const { status } = await page.ask('PUT', '/api/exercises/1/add/files', { body })
    expect(status).toBe(403)
  })

  it.skipIf(onWindows)('no link leads, to be read or to be written', async () => {
    const elsewhere = join(temporaryFolder('elsewhere'), 'secret.ts')
    const { workbook, json, ask } = await openPage()
    const room = join(workbook, '01-adding')
    mkdirSync(room, { recursive: true })
    mkdirSync(join(workbook, '.course'), { recursive: true })
    writeFileSync(elsewhere, 'export const secret = 1\n')
    symlinkSync(elsewhere, join(room, 'add.ts'))
    symlinkSync(join(TINY_COURSE, 'solutions/01-adding/total.ts'), join(room, 'total.ts'))
    symlinkSync(join(TINY_COURSE, 'solutions/01-adding/total.ts'), join(workbook, 'program.ts'))
    for (const id of ['add', 'total']) {
      expect((await json<ExerciseAnswer>('GET', `/exercises/1/${id}`)).files).toEqual([])
      const body = { path: `${id}.ts`, text: 'overwritten', base: null, judge: false }
      expect((await ask('PUT', `/api/exercises/1/${id}/files`, { body })).status).toBe(403)
    }
    expect(readFileSync(elsewhere, 'utf8')).toBe('export const secret = 1\n')
    expect(await json('GET', '/trace')).toMatchObject({ snippets: [{ from: 'demo' }] })
  })
})

describe('too much', () => {
  it.each([
    ['a file of more than 1 MB', 'x'.repeat(1024 * 1024 + 1)],
    ['a body of many', 'x'.repeat(4 * 1024 * 1024)],
  ])('is %s: nothing of it is written', async (_, text) => {
    const { files } = await page.json<ExerciseAnswer>('GET', '/exercises/1/add')
    const body = { path: 'add.ts', text, base: files[0]?.version, judge: false }
    expect((await page.ask('PUT', '/api/exercises/1/add/files', { body })).status).toBe(413)
    expect((await page.json<ExerciseAnswer>('GET', '/exercises/1/add')).files).toEqual(files)
  })

  it.each([
    ['POST', '/api/trace', { text: 'x'.repeat(70_000), kind: 'mjs' }, 400],
    ['POST', '/api/trace', { text: '1', kind: 'mjs', seconds: 10_000 }, 400],
    ['POST', '/api/quiz/1/plus-and-strings', { answer: 'x'.repeat(500_000) }, 413],
    ['POST', '/api/quiz/1/plus-and-strings', { answer: 1 }, 400],
    ['POST', '/api/exercises/1/add/solution', {}, 400],
    ['POST', '/api/days/1/visited', '{"section":', 400],
  ])('or not what is asked for: %s %s', async (method, path, body, status) => {
    expect((await page.ask(method, path, { body })).status).toBe(status)
  })
})

describe('solutions', () => {
  it('and checks are in no answer before the exercise has passed; a look before that is recorded', async () => {
    const { ask, json, workbook, ...shown } = await openPage()
    const secrets = [...linesOf('solutions/01-adding'), ...linesOf('checks/01-adding')]
    expect(secrets.length).toBeGreaterThan(5)
    const said: string[] = []
    for (const path of READS.filter((each) => !each.includes('live'))) said.push((await ask('GET', path)).text)
    said.push((await ask('POST', '/api/exercises/1/add/hint', { body: {} })).text)
    said.push((await ask('POST', '/api/exercises/1/add/reset', { body: {} })).text)
    const refused = await ask('POST', '/api/exercises/1/add/solution', { body: { anyway: false } })
    expect(refused.status).toBe(409)
    said.push(refused.text)
    const told = said.join('\n')
    expect(secrets.filter((line) => told.includes(JSON.stringify(line).slice(1, -1)))).toEqual([])
    expect(recorded({ workbook, ask, json, ...shown })).toMatchObject([{ type: 'hint' }])
    expect(await json('POST', '/exercises/1/add/solution', { anyway: true })).toMatchObject({
      files: [{ path: 'add.ts', text: readFileSync(join(TINY_COURSE, 'solutions/01-adding/add.ts'), 'utf8') }],
    })
    expect(recorded({ workbook, ask, json, ...shown })[1]).toMatchObject({ type: 'solution-seen', beforePassing: true })
  })
})

/** Lines that say something, of every file of a folder. */
function linesOf(folder: string): string[] {
  const names = readdirSync(join(TINY_COURSE, folder), { recursive: true, encoding: 'utf8' })
  const starters = ['add', 'total'].map((id) => readFileSync(join(TINY_COURSE, `exercises/01-adding/${id}.ts`), 'utf8'))
  return names
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => readFileSync(join(TINY_COURSE, folder, name), 'utf8').split('\n'))
    .map((line) => line.trim())
    .filter((line) => line.length > 25 && !starters.some((text) => text.includes(line)))
}

it.skipIf(!hasTerminal)('the browser is opened at an address that works once and is not the printed one', async () => {
  const folder = temporaryFolder('browser')
  const opened = join(folder, 'opened')
  const browser = join(folder, 'browser')
  writeFileSync(browser, `#!/bin/sh\nprintf '%s' "$1" > '${opened}'\n`, { mode: 0o755 })
  const terminal = await openTerminal(['web'], { env: { BROWSER: browser } })
  try {
    await terminal.shows('It opens in your browser.')
    await expect.poll(() => existsSync(opened) && readFileSync(opened, 'utf8')).toMatch(/token=/)
    const { port, host, pathname, search } = new URL(readFileSync(opened, 'utf8'))
    const come = () => sendRequest(Number(port), 'GET', pathname + search, { headers: { host } })
    expect((await come()).status).toBe(303)
    expect((await come()).status).toBe(403)
    await terminal.press('C-c')
    expect(await terminal.ended()).toBe(130)
  } finally {
    await terminal.close()
  }
})
