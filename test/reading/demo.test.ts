import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { run } from '../../src/commands/demo.ts'
import { makeCourse, temporaryFolder } from '../fixtures/build.ts'
import { COURSE_BIN, courseEnv } from '../fixtures/cli.ts'
import { fakeWorld } from '../workbook/fake-world.ts'

/** Day 1 with these demos beside its own (`adding`). */
function courseWith(demos: Record<string, string>): string {
  const files = Object.entries(demos).map(([name, code]) => [`lessons/01-adding/demo/${name}.ts`, code] as const)
  return makeCourse(temporaryFolder(), Object.fromEntries(files))
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    // Dead, and nobody has asked how it ended: in a container that may last.
    return process.platform !== 'linux' || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

describe('course demo', () => {
  it('runs the only demo of a day and passes its output on', async () => {
    const world = fakeWorld()
    expect(await run(['1'], {}, world)).toBe(0)
    expect(world.printed()).toContain("'1' + 1")
  })

  it('runs all of them in order, each with a heading, where nobody can be asked', async () => {
    const course = courseWith({ begin: "console.log('first')", zero: "console.log('last')" })
    const world = fakeWorld({ flags: { course, color: false } })
    expect(await run(['1'], {}, world)).toBe(0)
    expect(world.printed()).toMatch(
      /Demo adding\n.*adding\.ts\n\n[\s\S]*Demo begin\n.*begin\.ts\n\nfirst\n\nDemo zero\n.*zero\.ts\n\nlast\n/,
    )
  })

  it('ends with 1 when a demo fails, and shows what it said', async () => {
    const course = courseWith({ bad: "const n: number = 3; console.error('oops'); process.exit(n)" })
    const world = fakeWorld({ flags: { course, color: false } })
    expect(await run(['1', 'bad'], {}, world)).toBe(1)
    expect(world.complained()).toBe('oops\n')
  })

  it.each([
    ['of a pipe', undefined, 80],
    ['of a narrow terminal', 40, 40],
    ['of a wide terminal', 100, 100],
  ])('says what it runs on, in lines as wide as those %s', async (_what, columns, width) => {
    const course = courseWith({ asks: "console.log(typeof process.env['LLM_URL'])" })
    const world = fakeWorld({ flags: { course, color: false } })
    Object.assign(world.stderr, { columns })
    expect(await run(['1', 'asks'], {}, world)).toBe(0)
    expect(world.printed()).toMatch(/\nstring\n$/)
    const said = world.complained()
    expect(said.replace(/\s+/g, ' ')).toMatch(/^Runs on a stand-in of ours .* cannot show: .* counting tokens\. $/)
    expect(said).toMatch(/\.\n\n$/)
    const lengths = said.split('\n').map((line) => line.length)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(width)
    expect(Math.max(...lengths)).toBeGreaterThan(width - 15)
  })

  it('ends without a word when nobody reads on', async () => {
    const course = courseWith({ long: "setInterval(() => console.log('line'), 1)" })
    const env = courseEnv({ COURSE_COURSE: course })
    const child = spawn(process.execPath, [COURSE_BIN, 'demo', '1', 'long'], {
      cwd: temporaryFolder('long'),
      env,
      stdio: 'pipe',
    })
    child.stdout.once('data', () => child.stdout.destroy())
    let complaint = ''
    child.stderr.on('data', (chunk) => {
      complaint += chunk
    })
    const code = await new Promise((resolve) => child.once('close', resolve))
    expect({ code, complaint }).toEqual({ code: 0, complaint: '' })
  })

  it('names the demos there are for one that is not', async () => {
    await expect(run(['1', 'ading'], {}, fakeWorld())).rejects.toMatchObject({
      message: 'Day 1 has no demo "ading".',
      hint: expect.stringContaining('adding'),
    })
    await expect(run(['2'], {}, fakeWorld())).rejects.toMatchObject({ message: 'Day 2 has no demo.' })
  })

  it('is ended by Ctrl-C with everything it started', async () => {
    const child = "spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })"
    const course = courseWith({
      endless: `import { spawn } from 'node:child_process'\nconst child = ${child}\nconsole.log('pids ' + process.pid + ' ' + child.pid)\nfor (;;);`,
    })
    const controller = new AbortController()
    const world = fakeWorld({ flags: { course, color: false }, signal: controller.signal })
    const end = run(['1', 'endless'], {}, world)
    await expect.poll(() => world.printed(), { timeout: 60_000 }).toMatch(/pids \d+ \d+\n/)
    controller.abort()
    expect(await end).toBe(130)
    const pids = (/pids (\d+) (\d+)/.exec(world.printed()) ?? []).slice(1).map(Number)
    await expect.poll(() => pids.filter(isRunning)).toEqual([])
  })

  it('leaves nothing running that a demo forgot', async () => {
    const course = courseWith({
      forgets: `import { spawn } from 'node:child_process'\nconst child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })\nconsole.log('pid ' + child.pid)\nprocess.exit()`,
    })
    const world = fakeWorld({ flags: { course, color: false } })
    expect(await Promise.race([run(['1', 'forgets'], {}, world), sleep(10_000)])).toBe(0)
    const pid = Number(/pid (\d+)/.exec(world.printed())?.[1])
    await expect.poll(() => isRunning(pid)).toBe(false)
  })
})
