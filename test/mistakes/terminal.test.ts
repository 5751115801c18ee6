/** At a terminal: an author writes a wrong answer in an editor; a learner looks at those of others. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import * as author from '../../src/commands/author.ts'
import * as solution from '../../src/commands/solution.ts'
import { openTracker } from '../../tracker/store.ts'
import { makeCourse, temporaryFolder } from '../fixtures/build.ts'
import { type FakeWorld, fakeWorld } from '../workbook/fake-world.ts'

const ADD = 'solutions/01-adding/mistakes/add'
const DOWN = '\u001b[B'

/** `edits`: what the editor does each time it is opened, as code with the file's text in `text`. */
function terminal(...edits: string[]) {
  const root = makeCourse(temporaryFolder('course'))
  const folder = temporaryFolder('editor')
  const script = join(folder, 'editor.cjs')
  writeFileSync(
    script,
    `const fs = require('node:fs')
const [file] = process.argv.slice(2)
const time = fs.existsSync(${JSON.stringify(join(folder, 'times'))}) ? Number(fs.readFileSync(${JSON.stringify(join(folder, 'times'))})) : 0
fs.writeFileSync(${JSON.stringify(join(folder, 'times'))}, String(time + 1))
const text = fs.readFileSync(file, 'utf8')
fs.writeFileSync(file, [${edits.join(', ')}][time])`,
  )
  const world = fakeWorld({ flags: { course: root, color: false } })
  world.env = { ...world.env, EDITOR: `"${process.execPath}" "${script}"` }
  Object.assign(world.stdout, { isTTY: true, columns: 80, rows: 24, end: () => world.stdout })
  world.stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} })
  const shown = () => stripVTControlCharacters(world.printed())
  let typedAt = 0
  /** Types when this is shown, below what was shown when something was typed last. */
  const type = async (after: string, keys: string) => {
    await expect.poll(() => shown().slice(typedAt), { timeout: 60_000 }).toContain(after)
    typedAt = shown().length
    ;(world.stdin as PassThrough).write(keys)
  }
  return { root, world, shown, type }
}

const MINUS = "text.replace('a + b', 'a - b')"

it('opens a copy of the solution, judges it, asks what is wrong, and writes the difference', {
  timeout: 240_000,
}, async () => {
  const { root, world, shown, type } = terminal(MINUS)
  const running = author.run(['mistake', '1/add', 'takes-away'], {}, world)
  await type('❯ Judge it', '\r')
  await type('❯ Keep it', '\r')
  await type('What is wrong, in a sentence', 'It subtracts.\r')
  await type('Why do people do it?', 'A slip.\r')
  expect(await running).toBe(0)
  expect(shown()).toContain('✗ adds two numbers')
  const text = readFileSync(join(root, ADD, 'takes-away.diff'), 'utf8')
  expect(text).toContain(
    'wrong: It subtracts.\nwhy: A slip.\nfails:\n  - adds two numbers\n  - adds a negative number\n',
  )
  expect(text).toContain('-  return a + b\n+  return a - b\n')
  expect(existsSync(join(root, ADD, 'takes-away.ts'))).toBe(false)
  expect(JSON.parse(readFileSync(join(root, ADD, 'cases.json'), 'utf8'))).toEqual({ 'takes-away': expect.any(String) })
})

it('says when no check catches it, and lets its author change it', { timeout: 240_000 }, async () => {
  const { root, world, shown, type } = terminal("text.replace('a + b', 'b + a')", "text.replace('b + a', 'a - b')")
  const options = { wrong: 'It subtracts.', why: 'A slip.' }
  const running = author.run(['mistake', '1/add', 'takes-away'], options, world)
  await type('❯ Judge it', '\r')
  await type('❯ Change it', '\r')
  expect(shown()).toContain('takes-away passes 1/add: no check catches it')
  await type('❯ Judge it', '\r')
  await type('❯ Keep it', '\r')
  expect(await running).toBe(0)
  expect(readFileSync(join(root, ADD, 'takes-away.diff'), 'utf8')).toContain('+  return a - b\n')
})

it('says of a copy that nobody changed that it is the solution, and lets its author stop', async () => {
  const { root, world, shown, type } = terminal('text')
  const running = author.run(['mistake', '1/add', 'takes-away'], {}, world)
  await type('❯ Judge it', '\r')
  await type('❯ Change it', `${DOWN}\r`)
  expect(await running).toBe(1)
  expect(shown()).toContain('takes-away is the same as the solution, letter for letter.\n')
  expect(shown()).not.toContain('Keep it')
  expect(existsSync(join(root, ADD, 'takes-away.ts'))).toBe(true)
})

it('keeps the copy of an author who stops, and goes on with it', { timeout: 240_000 }, async () => {
  const { root, world, type } = terminal(MINUS, 'text')
  const options = { wrong: 'It subtracts.', why: 'A slip.' }
  const first = author.run(['mistake', '1/add', 'takes-away'], options, world)
  await type('❯ Judge it', `${DOWN}${DOWN}\r`)
  expect(await first).toBe(1)
  expect(readFileSync(join(root, ADD, 'takes-away.ts'), 'utf8')).toContain('return a - b')
  const second = author.run(['mistake', '1/add', 'takes-away'], options, world)
  await type('❯ Judge it', '\r')
  await type('❯ Keep it', '\r')
  expect(await second).toBe(0)
  expect(existsSync(join(root, ADD, 'takes-away.diff'))).toBe(true)
})

it('edits one that is there: what was said of it stays', { timeout: 240_000 }, async () => {
  const { root, world, type } = terminal("text.replace('Math.abs(a) + Math.abs(b)', 'Math.abs(a + b)')")
  const running = author.run(['mistake', '1/add', 'forgets-the-sign'], {}, world)
  await type('❯ Judge it', '\r')
  await type('❯ Keep it', '\r')
  expect(await running).toBe(0)
  const text = readFileSync(join(root, ADD, 'forgets-the-sign.diff'), 'utf8')
  expect(text).toContain('wrong: It takes every number for a positive one.\n')
  expect(text).toContain('+  return Math.abs(a + b)\n')
})

async function passed(world: FakeWorld): Promise<void> {
  const tracker = await openTracker(join(world.cwd, 'workbook'))
  await tracker.add({ type: 'attempt', exercise: '1/add', status: 'passed', ms: 1, failing: [], checks: 2 })
}

it('offers a learner who has passed what others got wrong, with the reasons', async () => {
  const { world, shown, type } = terminal()
  await passed(world)
  const running = solution.run(['add'], {}, world)
  await type('What others got wrong here', `${DOWN}\r`)
  await type('It was made to pass one check.', `${DOWN}\r`)
  await type('The example has positive numbers only.', '\u001b[A\u001b[A\r')
  expect(await running).toBe(0)
  expect(shown()).toContain('return Math.abs(a) + Math.abs(b)')
})

it('does not offer it before the exercise passed', async () => {
  const { world, shown } = terminal()
  expect(await solution.run(['add'], { yes: true }, world)).toBe(0)
  expect(shown()).not.toContain('What others got wrong here')
})

it('says without a terminal how to see it, and keeps the solution clean', async () => {
  const world = fakeWorld()
  await passed(world)
  expect(await solution.run(['add'], {}, world)).toBe(0)
  expect(world.complained()).toContain('2 wrong answers that others gave')
  expect(world.complained()).toContain('course solution 1/add --mistakes')
  expect(world.printed()).not.toContain('others')
})

it('shows all of them with --mistakes, once the exercise passed or with --yes', async () => {
  const world = fakeWorld()
  await expect(solution.run(['add'], { mistakes: true }, world)).rejects.toMatchObject({ name: 'Problem', exitCode: 1 })
  await passed(world)
  expect(await solution.run(['add'], { mistakes: true }, world)).toBe(0)
  const text = world.printed()
  expect(text).toContain("Lines with a minus are the solution's")
  expect(text).toContain('always-minus-one\n  It answers the second example whatever it is asked.\n')
  expect(text).toContain('forgets-the-sign\n  It takes every number for a positive one.\n')
  expect(world.complained()).toBe('')
})
