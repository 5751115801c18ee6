/** Demos in a real terminal: what each is, its source first, then the run. */
import { afterEach, expect, it } from 'vitest'
import { makeCourse, temporaryFolder } from '../fixtures/build.ts'
import { hasTerminal, openTerminal, SIZES, type Terminal } from '../fixtures/terminal.ts'

let terminal: Terminal | undefined

afterEach(async () => {
  await terminal?.close()
})

const LONG =
  'It goes on and on about what there is to see, until nothing more of it fits on a line, be it as wide as it may.'

it.skipIf(!hasTerminal).each(SIZES)(
  'a list has a line for each; one shows its path and its source before it runs, at %i by %i',
  async (...size) => {
    const course = makeCourse(temporaryFolder('course'), {
      'lessons/01-adding/demo/quiet.ts': '// Prints nothing. Look for: nothing.\nexport const quiet = 1\n',
      'lessons/01-adding/demo/wordy.ts': `// ${LONG}\nconsole.log('words')\n`,
    })
    terminal = await openTerminal(['demo', '1'], { env: { COURSE_COURSE: course }, size })
    const { screen, shows, press, ended } = terminal
    await shows(/quiet {3}Prints nothing\.\n/)
    const lines = (await screen()).split('\n').filter((line) => /^(?:❯| ) (?:adding|quiet|wordy) /.test(line))
    expect(lines).toHaveLength(3)
    expect(lines[2]).toMatch(/^ {2}wordy {3}It goes on .*…$/)
    await press('Down')
    await shows('❯ quiet')
    await press('Enter')
    await shows('Enter: run it   s: read its source first   q: back')
    expect((await screen()).replaceAll('\n', '')).toContain('lessons/01-adding/demo/quiet.ts')
    await press('s')
    await shows('export const quiet = 1')
    await press('q')
    await shows('Enter: run it')
    await press('Enter')
    expect(await ended()).toBe(0)
    expect(await screen()).toContain('Demo quiet\n')
  },
)
