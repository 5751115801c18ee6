/** What an exercise asks for, on its page and above a watch; and its file in an editor. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readContract, taskLine } from '../../src/engine/contract.ts'
import { renderTask, renderTaskHead, type Task } from '../../src/ui/course/exercise.ts'
import { understandsLinks } from '../../src/ui/terminal/understands-links.ts'
import { makeCourse, temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'
import { look } from '../ui/terminal/fake-terminal.ts'

const STARTER = `/** Short: says what a type is. */
export type Work = () => void

/**
 * Adds \`a\` and \`b\`,
 * and nothing else.
 *
 * - \`add(1, 2)\` is 3.
 */
export function add(a: number, b: number): number {
  return 0
}
`

describe('readContract', () => {
  const root = makeCourse(temporaryFolder('course'), {
    'exercises/01-adding/add.ts': STARTER,
    'exercises/01-adding/bare.ts': 'export const bare = 1\n',
    'exercises/01-adding/shop/README.md': '# The shop\n\nSells things\nto people.\n\n## More\n',
  })
  const read = (file: string) => readContract({ root }, { room: '01-adding' }, { file })

  it('is the long comments of a file', () => {
    expect(read('add.ts')).toEqual({
      summary: 'Adds a and b, and nothing else.',
      text: 'Adds `a` and `b`,\nand nothing else.\n\n- `add(1, 2)` is 3.',
    })
  })

  it('is the README.md of a folder', () => {
    expect(read('shop/')).toEqual({ summary: 'Sells things to people.', text: 'Sells things\nto people.\n\n## More\n' })
  })

  it.each(['bare.ts', 'missing.ts', 'nowhere/'])('is nothing where there is none: %s', (file) => {
    expect(read(file)).toEqual({ summary: '', text: '' })
  })

  it('goes with the line at which one writes', () => {
    expect(taskLine(join(root, 'exercises/01-adding/add.ts'))).toBe(10)
    expect(taskLine(join(root, 'exercises/01-adding/shop'))).toBeUndefined()
    expect(taskLine(join(root, 'missing.ts'))).toBeUndefined()
  })
})

const task: Task = {
  ref: '1/add',
  exercise: { title: 'Add two numbers', minutes: 30, hints: ['a', 'b', 'c'] },
  state: { id: 'add', title: 'Add', status: 'tried', attempts: 2, hints: 1, solutionSeen: false },
  contract: { summary: 'Adds and adds. '.repeat(20).trim(), text: 'Adds.\n\n- one\n- two\n- three\n- four' },
  file: { path: '/work/my wb/add.ts', shown: 'my wb/add.ts', line: 10 },
}

describe('the page of an exercise', () => {
  it('shows the contract, the file and its line, minutes and hints left', () => {
    const page = renderTask(task, 20, look())
    expect(page).toContain('1/add  Add two numbers\n\nAdds.\n')
    expect(page).toContain('Your file: "my wb/add.ts:10"\n30 min, not passed yet, 2 attempts, 2 hints left\n')
    expect(page).not.toContain('the rest')
  })

  it('cuts a contract that is longer than the screen', () => {
    expect(renderTask(task, 4, look())).toMatch(/Adds\.\n\n.*one\n… the rest is in the file\n\nYour file/)
  })

  it('is short above a watch, at any width', () => {
    for (const width of [40, 80]) {
      const lines = renderTaskHead(task, look({ width })).split('\n')
      expect(lines).toHaveLength(7)
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(width)
      expect(lines.slice(2, 5)).toEqual([expect.stringMatching(/…$/), '"my wb/add.ts:10"', '30 min, 2 hints left'])
    }
  })

  it('makes the file a link where the terminal knows links', () => {
    const url = '\u001b]8;;file:///work/my%20wb/add.ts\u001b\\"my wb/add.ts:10"\u001b]8;;\u001b\\'
    expect(renderTaskHead(task, look({ links: true }))).toContain(url)
  })

  it.each([
    [{ TERM_PROGRAM: 'iTerm.app' }, true],
    [{ VTE_VERSION: '7200' }, true],
    [{ TERM: 'xterm-kitty' }, true],
    [{ TERM: 'xterm-256color' }, false],
    [{ TERM_PROGRAM: 'vscode', TMUX: '/tmp/tmux' }, false],
  ])('knows that of %j', (env, expected) => {
    expect(understandsLinks({ env, stdout: { isTTY: true } as never })).toBe(expected)
  })
})

describe('course open', () => {
  it('opens what is next, or what is named, in the editor of the learner', async () => {
    const cwd = temporaryFolder('open')
    const script = join(cwd, 'edit.cjs')
    writeFileSync(script, "require('node:fs').appendFileSync(process.argv[2], '// edited')")
    const EDITOR = `"${process.execPath}" "${script}"`
    const next = await runCourse(['open'], { cwd, env: { EDITOR, VISUAL: undefined } })
    expect(next.code).toBe(0)
    expect(next.stdout).toContain('1/add is open in node')
    expect(readFileSync(join(cwd, 'workbook/01-adding/add.ts'), 'utf8')).toMatch(/edited$/)
    await runCourse(['open', 'total'], { cwd, env: { VISUAL: EDITOR, EDITOR: 'vi', npm_command: 'exec' } })
    expect(readFileSync(join(cwd, 'workbook/01-adding/total.ts'), 'utf8')).toMatch(/edited$/)
  })

  it('does not take npm’s vi for an editor, and says how to name one', async () => {
    const env = { EDITOR: 'vi', VISUAL: undefined, npm_command: 'exec', PATH: '/nowhere' }
    const { code, stderr } = await runCourse(['open', '1/add'], { env })
    expect(code).toBe(2)
    expect(stderr).toContain('No editor is known here.\nOpen it yourself: ')
    expect(stderr).toContain('export EDITOR=nano')
  })
})
