/** What the learner's shell and the folders above say changes no verdict unseen. */

import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TINY_COURSE, temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'
import { ADDING, judgeMany, SERVING } from '../fixtures/many.ts'
import { course, workbookWith } from '../projects/workbook.ts'

const SERVICES = join(import.meta.dirname, '../fixtures/service-course')

/** A proxy that nobody should ask. */
const asked: string[] = []
const proxy = createServer((request, response) => {
  asked.push(request.url ?? '')
  response.writeHead(502).end()
}).on('connect', (request, socket) => {
  asked.push(request.url ?? '')
  socket.destroy()
})
let shell: Record<string, string> = {}

beforeAll(async () => {
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  shell = {
    ...{ NODE_USE_ENV_PROXY: '1', HTTP_PROXY: url, HTTPS_PROXY: url, ALL_PROXY: url, NO_PROXY: 'example.com' },
    ...(process.platform === 'win32' ? {} : { http_proxy: url, https_proxy: url }),
    ...{
      PGSSLMODE: 'require',
      PGHOST: '192.0.2.1',
      PGPORT: '1',
      PGUSER: 'nobody',
      PGOPTIONS: '-c statement_timeout=1',
    },
    ...{ AWS_ENDPOINT_URL: url, AWS_PROFILE: 'nobody', AWS_MAX_ATTEMPTS: '1', AWS_ACCESS_KEY_ID: 'AKIANOBODY' },
    ...{ PORT: '80', DEBUG: '*', NODE_DEBUG: 'http', LOG_LEVEL: 'silent', UV_THREADPOOL_SIZE: '1' },
  }
})
afterAll(() => proxy.close())

const ASKS_ITSELF = `import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
export async function add(a: number, b: number): Promise<number> {
  if (process.env.PORT || process.env.PGHOST || process.env.LOG_LEVEL) return 0
  const server = createServer((_, response) => response.end(String(a + b)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = \`http://127.0.0.1:\${(server.address() as AddressInfo).port}\`
  const status = await new Promise((resolve) => get(url, (answer) => resolve(answer.resume().statusCode)))
  const text = await (await fetch(url)).text()
  server.closeAllConnections()
  server.close()
  return status === 200 ? Number(text) : 0
}
`
const PING = `import express from 'express'
export function buildApp() {
  const app = express()
  app.get('/ping', (_, response) => { response.type('text').send('pong') })
  return app
}
`

describe('with proxies, libpq and other settings in the shell', () => {
  it('a function that asks a server of its own, a server and a project are judged', async () => {
    const [sum] = await judgeMany([ASKS_ITSELF], ADDING, { env: shell })
    const [server] = await judgeMany([PING], SERVING, { env: shell })
    const project = await course(workbookWith(), ['check', '1'], { env: shell })
    expect([sum, server]).toMatchObject([{ status: 'passed' }, { status: 'passed' }])
    expect(project.code).toBe(0)
    expect(asked).toEqual([])
  })

  it('services are asked directly: a database, mail, a login, a store', async () => {
    const cwd = temporaryFolder('services')
    mkdirSync(join(cwd, 'workbook', '.course'), { recursive: true })
    cpSync(join(SERVICES, 'solutions', '01-keeping'), join(cwd, 'workbook', '01-keeping'), { recursive: true })
    const env = { ...shell, COURSE_COURSE: SERVICES, DATABASE_URL: undefined }
    const { code, stdout } = await runCourse(['check', '1', '--json'], { cwd, env })
    expect(
      JSON.parse(stdout).results.map(({ exercise, status }: Record<string, string>) => `${exercise} ${status}`),
    ).toEqual([
      '1/notes passed',
      '1/note-server passed',
      '1/letter passed',
      '1/door passed',
      '1/tally passed',
      '1/shelf passed',
      '1/shelf-server passed',
    ])
    expect(code).toBe(0)
    expect((await runCourse(['demo', '1'], { cwd, env })).code).toBe(0)
    expect(asked).toEqual([])
  }, 60_000)

  it('a benchmark measures', async () => {
    const { code, stderr } = await runCourse(['bench', '2', '--seconds', '0.3'], {
      env: { ...shell, COURSE_COURSE: TINY_COURSE },
    })
    expect(stderr).not.toMatch(/did not answer|fetch failed/)
    expect(code).toBe(0)
    expect(asked).toEqual([])
  }, 60_000)
})

describe('packages', () => {
  const OLD = "module.exports = () => Object.assign((_, response) => response.end('old'), { get() {} })"
  const putOldExpress = (folder: string): void => {
    const own = join(folder, 'node_modules', 'express')
    mkdirSync(own, { recursive: true })
    writeFileSync(join(own, 'package.json'), '{ "name": "express", "version": "3.0.1", "main": "index.js" }')
    writeFileSync(join(own, 'index.js'), OLD)
  }
  const workbookAsking = (text: string): string => {
    const cwd = temporaryFolder('packages')
    mkdirSync(join(cwd, 'workbook'), { recursive: true })
    writeFileSync(join(cwd, 'workbook', 'package.json'), text)
    return cwd
  }

  it('in folders above the workbook are not those of the course', async () => {
    const above = temporaryFolder('above')
    putOldExpress(above)
    writeFileSync(join(above, 'package.json'), '{ "dependencies": { "express": "^3" } }')
    const cwd = join(above, 'course')
    const [verdict] = await judgeMany([PING], SERVING, { cwd })
    expect(verdict).toMatchObject({ status: 'passed' })
    expect(verdict).not.toHaveProperty('notes')
  })

  it('that the own package.json asks for are used, and the verdict says which', async () => {
    const cwd = workbookAsking('{ "dependencies": { "express": "^3" } }')
    putOldExpress(join(cwd, 'workbook'))
    const [verdict] = await judgeMany([PING], SERVING, { cwd })
    expect(verdict.checks[0]).toMatchObject({ received: "'old'" })
    expect(verdict.notes).toEqual([
      expect.stringMatching(/^Judged with express 3\.0\.1, which your package\.json asks for \(\^3\)/),
    ])
  })

  it('that it asks for and nobody has installed are those of the course, and the verdict says so', async () => {
    const [verdict] = await judgeMany([PING], SERVING, {
      cwd: workbookAsking('{ "dependencies": { "express": "^3" } }'),
    })
    expect(verdict).toMatchObject({
      status: 'passed',
      notes: [expect.stringMatching(/is not installed: express [\d.]+ of the course ran/)],
    })
  })
})

describe('a tsconfig.json that cannot be read', () => {
  it.each([
    ['extends what is not there', '{ "extends": "./nowhere.json" }'],
    ['extends itself', '{ "extends": "./tsconfig.json" }'],
    ['is half written', '{ "compilerOptions": {'],
  ])('that %s changes nothing', async (_, text) => {
    const above = temporaryFolder('tsconfig')
    const cwd = join(above, 'course')
    mkdirSync(join(cwd, 'workbook'), { recursive: true })
    writeFileSync(join(above, 'tsconfig.json'), text)
    writeFileSync(join(cwd, 'workbook', 'tsconfig.json'), text)
    const [sum] = await judgeMany(['export const add = (a: number, b: number): number => a + b\n'], ADDING, { cwd })
    expect(sum).toMatchObject({ status: 'passed' })
    expect((await runCourse(['doctor'], { cwd })).stderr).toBe('')
  })
})
