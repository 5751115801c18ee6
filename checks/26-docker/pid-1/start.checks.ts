import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { check, expect } from 'backend-workbook/check'
import { place, program, withInit } from './running.ts'

interface Said {
  args: string[]
  cwd: string
  shop: string
  graceMs: string
  input: string
}

const said = (output: string): Partial<Said> => {
  const line = output.split('\n').find((each) => each.startsWith('{'))
  return line === undefined ? {} : (JSON.parse(line) as Said)
}

check(
  'starts the command with its arguments as they are',
  { read: 'init', requirement: 'start', points: 8, ms: 6000 },
  async () => {
    const args = ['two words', '$HOME', '*', `"it's"`, '', '--flag', ';', 'GRACE_MS=1']
    await withInit([...program('say'), ...args], {}, async (init) => {
      await init.end()
      expect(said(init.output()).args, `the arguments of the command, with init ${place()}`).toEqual(args)
    })
  },
)

check(
  'gives it environment, folder and streams',
  { read: 'init', requirement: 'start', points: 8, ms: 6000 },
  async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'init-')))
    try {
      const talks = withInit(
        program('say'),
        { env: { SHOP: 'mill', GRACE_MS: '7000' }, cwd: folder, input: 'ord_00000001' },
        async (init) => {
          await init.end()
          return init.output()
        },
      )
      const goesOn = withInit(program('listen'), {}, async (init) => {
        await init.says('ready')
        return init.output().includes('ready')
      })
      const floods = withInit(program('flood'), {}, async (init) => {
        await init.end()
        return init.output().length
      })
      const [output, isHeard, bytes] = await Promise.all([talks, goesOn, floods])
      const { shop, graceMs, cwd, input } = said(output)
      const expected = {
        shop: 'mill',
        graceMs: '7000',
        cwd: folder,
        input: 'ord_00000001',
        stderr: true,
        atOnce: true,
        bytes: 1_000_000,
      }
      const received = { shop, graceMs, cwd, input, stderr: output.includes('on stderr\n'), atOnce: isHeard, bytes }
      expect(
        received,
        'SHOP=mill, GRACE_MS=7000, folder, stdin, stderr, and what is printed while the command runs',
      ).toEqual(expected)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
)

check('says why a command cannot be started', { read: 'init', requirement: 'start', points: 8, ms: 6000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'init-'))
  try {
    const notes = join(folder, 'notes.txt')
    await writeFile(notes, 'not a program', { mode: 0o644 })
    const commands = { 'no-such-program-anywhere': 'exit code 127', [notes]: 'exit code 126', '': 'exit code 2' }
    const runs = Object.entries(commands).map(([command, end]) =>
      withInit(command === '' ? [] : [command, 'x'], {}, async (init) => {
        const name = command === '' ? 'no command' : command.replace(folder, '')
        expect(await init.end(), `init with ${name}`).toBe(end)
        expect(init.errors().trim() === '' ? 'nothing' : 'a line', `on stderr, with ${name}`).toBe('a line')
      }),
    )
    await Promise.all(runs)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
