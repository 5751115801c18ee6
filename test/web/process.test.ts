/** `course web` as a process: how it starts, ends, and is found again. */
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { copyFixture } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'
import { closePages, openPage } from './page.ts'

afterEach(closePages)

/** A demo that says its process and goes on for ever, with a child of its own. */
const ENDLESS = `import { spawn } from 'node:child_process'
const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
console.log(JSON.stringify([process.pid, child.pid]))
setInterval(() => {}, 1000)
`

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Windows knows no signals. */
describe.skipIf(process.platform === 'win32')('course web', () => {
  it('prints its address first, and Ctrl-C ends it', async () => {
    const page = await openPage()
    expect(page.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/)
    await page.live('1/add')
    expect(await page.end()).toBe(130)
  })

  it('leaves nothing running that it started', async () => {
    const course = copyFixture()
    writeFileSync(join(course, 'lessons/01-adding/demo/adding.ts'), ENDLESS)
    const page = await openPage({ env: { COURSE_COURSE: course } })
    const demo = page.ask('POST', '/api/days/1/demos/adding').catch((error: Error) => error.message)
    const live = await page.live('1/add')
    writeFileSync(join(page.workbook, '01-adding/add.ts'), `${ENDLESS}export const add = () => { for (;;); }\n`)
    await live.next('judging')
    expect(await page.end()).toBe(130)
    expect(await demo).toMatch(/aborted|hang up|ECONNRESET/)
    const mark = join(course, 'lessons/01-adding/demo/adding.ts')
    await expect.poll(async () => (await processes()).filter((line) => line.includes(mark))).toEqual([])
  })

  it('ends a demo whose reader has left', async () => {
    const course = copyFixture()
    writeFileSync(join(course, 'lessons/01-adding/demo/adding.ts'), ENDLESS)
    const page = await openPage({ env: { COURSE_COURSE: course } })
    const response = await fetch(`http://127.0.0.1:${page.port}/api/days/1/demos/adding`, {
      method: 'POST',
      headers: { cookie: page.cookie, origin: `http://127.0.0.1:${page.port}` },
    })
    const reader = response.body?.getReader()
    const { value } = (await reader?.read()) ?? {}
    const line = JSON.parse(new TextDecoder().decode(value).split('\n')[0] ?? '')
    const pids: number[] = JSON.parse(line.text)
    expect(pids.every(isRunning)).toBe(true)
    await reader?.cancel()
    await expect.poll(() => pids.some(isRunning)).toBe(false)
    expect(await page.json('GET', '/home')).toMatchObject({ title: 'A tiny course' })
  })

  it('started again is found by the pages that were open: same port, same cookie, another token', async () => {
    const first = await openPage()
    const live = await first.live()
    const { server } = await live.next('hello')
    const ended = once(first.child, 'exit')
    first.child.kill('SIGKILL')
    await ended
    const second = await openPage({ cwd: first.cwd, cookie: first.cookie })
    expect(second.port).toBe(first.port)
    expect(second.address).not.toBe(first.address)
    const again = await (await second.live()).next('hello')
    expect(again.server).not.toBe(server)
    expect(
      (await second.ask('GET', `/${new URL(first.address).search}`, { headers: { cookie: undefined } })).status,
    ).toBe(403)
  })

  it('with --port listens there; where that cannot be it says what to do', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as AddressInfo
    const refused = await runCourse(['web', '--no-open', '--port', String(port)])
    expect([refused.code, refused.stdout]).toEqual([2, ''])
    expect(refused.stderr).toContain(`Port ${port} is taken`)
    taken.close()
    await once(taken, 'close')
    const page = await openPage({ args: ['--port', String(port)] })
    expect(page.port).toBe(port)
    expect(await runCourse(['web', '--port', 'x'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--port'),
    })
  })

  it('makes no file of its own in the workbook before something is done there', async () => {
    const page = await openPage()
    await page.json('GET', '/home')
    await page.json('GET', '/days/1')
    expect(existsSync(page.workbook)).toBe(false)
  })
})

async function processes(): Promise<string[]> {
  const { execFile } = await import('node:child_process')
  const { promisify } = await import('node:util')
  return (await promisify(execFile)('ps', ['-eo', 'args'])).stdout.split('\n')
}
