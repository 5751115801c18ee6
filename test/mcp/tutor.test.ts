import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterEach, describe, expect, it } from 'vitest'
import { HTTP_COURSE, TINY_COURSE, temporaryFolder } from '../fixtures/build.ts'
import { courseEnv, linkedCourse, runCourse } from '../fixtures/cli.ts'

const ADD = '01-adding/add.ts'
const PASSING = 'export const add = (...numbers: number[]): number => numbers.reduce((a, b) => a + b, 0)\n'
/** Lines of the reference, the checks and the wrong answers. */
const SECRETS = [
  ...linesOf('solutions/01-adding/add.ts', 'solutions/01-adding/total.ts'),
  ...linesOf('checks/01-adding/add.check.ts', 'checks/01-adding/total.check.ts'),
  ...linesOf(
    'solutions/01-adding/mistakes/add/always-minus-one.ts',
    'solutions/01-adding/mistakes/total/no-first-value.ts',
  ),
]

const clients: Client[] = []

afterEach(async () => {
  for (const client of clients.splice(0)) await client.close()
})

describe('course mcp', () => {
  it('gives an assistant the course, a lesson by sections, the task, a verdict and the next hint, which counts', async () => {
    const cwd = temporaryFolder('tutored')
    const ask = await tutor(cwd)
    expect(await ask('where_am_i')).toMatchObject({
      days: [{ day: 1, exercises: [{ exercise: '1/add' }, {}] }, {}, {}],
    })
    const { sections } = await ask('lesson', { day: '1' })
    const { section: anchor } = sections.at(-1)
    expect(await ask('lesson', { day: '1', section: anchor })).toMatchObject({
      section: anchor,
      markdown: expect.stringMatching(/./),
    })
    expect(await ask('exercise', { exercise: '1/add' })).toMatchObject({
      passed: false,
      yours: expect.stringMatching(/not begun/),
    })
    write(cwd, ADD, "console.log('y'.repeat(9000))\nexport const add = (a: number, b: number): number => a - b\n")
    expect(await ask('check', { exercise: '1/add' })).toMatchObject({
      status: 'failed',
      printed: { text: expect.stringMatching(/^y{2000} …$/), lines: 1 },
    })
    expect(await ask('exercise', { exercise: 'add' })).toMatchObject({
      contract: [{ path: 'add.ts' }],
      yours: [{ path: 'add.ts', text: expect.stringMatching(/a - b/) }],
      lastAttempt: { status: 'failed' },
    })
    expect(await ask('next_hint', { exercise: '1/add' })).toMatchObject({
      isNew: true,
      hints: [expect.stringMatching(/./)],
    })
    const { events } = JSON.parse(readFileSync(join(cwd, 'workbook/progress.json'), 'utf8'))
    expect(events).toMatchObject([
      { type: 'attempt', status: 'failed' },
      { type: 'hint', exercise: '1/add', step: 1 },
    ])
  })

  it('tells neither solutions nor checks nor wrong answers before the exercise has passed, whatever it is asked', async () => {
    const cwd = temporaryFolder('curious')
    const ask = await tutor(cwd)
    mkdirSync(join(cwd, 'workbook/01-adding'), { recursive: true })
    symlinkSync(join(TINY_COURSE, 'solutions/01-adding/total.ts'), join(cwd, 'workbook/01-adding/total.ts'))
    write(
      cwd,
      ADD,
      readFileSync(join(TINY_COURSE, 'solutions/01-adding/mistakes/add/always-minus-one.ts'), 'utf8').replace(
        /^\/\*[\s\S]*?\*\/\n/,
        '',
      ),
    )
    const paths = [
      'solutions/01-adding/add.ts',
      'checks/01-adding/add.check.ts',
      'solutions/01-adding/mistakes/add/always-minus-one.ts',
    ]
    const names = [
      '1/add',
      '1/total',
      ...paths.flatMap((path) => [path, `../${path}`, join(TINY_COURSE, path), `file://${path}`]),
    ]
    const told: string[] = []
    for (const name of names) {
      for (const tool of ['exercise', 'next_hint', 'solution']) told.push(await raw(tool, { exercise: name }))
      told.push(await raw('lesson', { day: name }), await raw('lesson', { day: '1', section: name }))
    }
    told.push(await raw('check', { exercise: '1/add' }), await raw('where_am_i'))
    // The learner's own version, and the starters, are theirs to see.
    const open = [
      readFileSync(join(cwd, 'workbook', ADD), 'utf8'),
      ...linesOf(`exercises/${ADD}`, 'exercises/01-adding/total.ts'),
    ]
    const spoilt = SECRETS.filter((line) => !open.join('\n').includes(line) && told.some((text) => text.includes(line)))
    expect(spoilt).toEqual([])
    expect(told.join('\n')).toContain('has not passed yet')
    expect(told.join('\n')).not.toContain('"mistake"')

    function raw(tool: string, given = {}) {
      return ask(tool, given).then(
        (answer) => JSON.stringify(answer),
        (error: Error) => error.message,
      )
    }
  })

  it.each<[how: string, flags: string[], env: Record<string, string>]>([
    ['--lang de', ['--lang', 'de'], {}],
    ['COURSE_LANG=de', [], { COURSE_LANG: 'de' }],
    ['--lang de-at over COURSE_LANG=fr', ['--lang', 'de-at'], { COURSE_LANG: 'fr' }],
  ])('with %s gives lessons in German, as far as they are translated', async (_how, flags, env) => {
    const ask = await tutor(temporaryFolder('german'), flags, { COURSE_COURSE: HTTP_COURSE, ...env })
    expect(await ask('where_am_i')).toMatchObject({ days: [{ title: 'Nachrichten' }] })
    const { title, sections } = await ask('lesson', { day: '1' })
    expect(title).toBe('Nachrichten')
    expect(sections).toContainEqual({ section: 'status-line', title: 'Die Statuszeile' })
    const translated = await ask('lesson', { day: 'nachrichten', section: 'status-line' })
    expect(translated).toMatchObject({ language: 'de', markdown: expect.stringContaining('## Die Statuszeile') })
  })

  it('without a language gives lessons as they were written', async () => {
    const ask = await tutor(temporaryFolder('written'), [], { COURSE_COURSE: HTTP_COURSE })
    const section = await ask('lesson', { day: '1', section: 'status-line' })
    expect(section.title).not.toBe('Nachrichten')
    expect(section).not.toHaveProperty('language')
  })

  it('opens the solution once the exercise has passed, and the record knows it', async () => {
    const cwd = temporaryFolder('passed')
    write(cwd, ADD, PASSING)
    const ask = await tutor(cwd)
    await expect(ask('solution', { exercise: '1/add' })).rejects.toThrow(/has not passed yet/)
    expect(await ask('check', { exercise: '1/add' })).toMatchObject({ status: 'passed' })
    expect(await ask('solution', { exercise: '1/add' })).toMatchObject({
      files: [{ path: 'add.ts', text: expect.stringMatching(/add/) }],
    })
    await expect(ask('solution', { exercise: '1/total' })).rejects.toThrow(/has not passed yet/)
    const { events } = JSON.parse(readFileSync(join(cwd, 'workbook/progress.json'), 'utf8'))
    expect(events.at(-1)).toMatchObject({ type: 'solution-seen', exercise: '1/add', beforePassing: false })
  })

  it('writes nothing but the protocol to stdout, and ends when its client has gone', async () => {
    const cwd = temporaryFolder('stdout')
    write(cwd, ADD, `console.log('from the learner')\n${PASSING}`)
    const child = spawn(process.execPath, [linkedCourse(), 'mcp'], { cwd, env: courseEnv(), stdio: 'pipe' })
    let printed = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
    const clientInfo = { name: 'test', version: '1' }
    send({ id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo } })
    send({ method: 'notifications/initialized' })
    child.stdin.write('this is no JSON\n')
    send({ id: 2, method: 'tools/call', params: { name: 'check', arguments: { exercise: '1/add' } } })
    await expect.poll(() => printed, { timeout: 30_000 }).toContain('"id":2')
    child.stdin.end()
    const [code] = await once(child, 'close')
    expect(code).toBe(0)
    for (const line of printed.trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' })

    function send(message: object) {
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
    }
  })

  it.each<[how: string, flags: string[], env: Record<string, string>, language: string[]]>([
    ['', [], {}, []],
    [', in the language of --lang', ['--lang', 'de'], {}, ['--lang', 'de']],
    [', in that of COURSE_LANG', [], { COURSE_LANG: 'pt-br' }, ['--lang', 'pt-br']],
  ])('says how to register it, with a command that works from any folder%s', async (_how, flags, env, language) => {
    const cwd = temporaryFolder('help')
    const { stdout } = await runCourse(['mcp', ...flags, '--help'], { cwd, env })
    expect(stdout).toMatch(/\$ course .*mcp --lang de --help/)
    const { mcpServers } = JSON.parse(/^ {2}\{[\s\S]+^ {2}\}$/m.exec(stdout)?.[0] ?? '')
    expect(mcpServers.course).toEqual({
      command: 'course',
      args: ['mcp', '--workbook', join(cwd, 'workbook'), '--course', TINY_COURSE, ...language],
    })
  })
})

/** An assistant's side: asks a tool and gives its answer; what the tool refuses is thrown. */
async function tutor(cwd: string, flags: string[] = [], more: Record<string, string> = {}) {
  const client = new Client({ name: 'test', version: '1' })
  const args = [linkedCourse(), 'mcp', ...flags]
  await client.connect(new StdioClientTransport({ command: process.execPath, args, cwd, env: courseEnv(more) }))
  clients.push(client)
  return async (name: string, given: Record<string, string> = {}) => {
    const { content, isError } = await client.callTool({ name, arguments: given })
    const [first] = content
    const text = first?.type === 'text' ? first.text : ''
    if (isError) throw new Error(text)
    return JSON.parse(text)
  }
}

function write(cwd: string, path: string, text: string): void {
  const file = join(cwd, 'workbook', path)
  mkdirSync(dirname(file), { recursive: true })
  mkdirSync(join(cwd, 'workbook/.course'), { recursive: true })
  writeFileSync(file, text)
}

/** Lines that say something. */
function linesOf(...paths: string[]): string[] {
  const text = paths.map((path) => readFileSync(join(TINY_COURSE, path), 'utf8')).join('\n')
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.length > 15)
}
