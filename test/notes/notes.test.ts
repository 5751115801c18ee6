import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { notesOf } from '../../tracker/notes.ts'
import type { TrackerEvent } from '../../tracker/schema.ts'
import { temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'
import { hasTerminal, openTerminal } from '../fixtures/terminal.ts'

describe('course note', () => {
  it('keeps a note with its day, shows it there, changes and deletes it', async () => {
    const cwd = temporaryFolder()
    const course = (args: string[], input?: string) => runCourse(args, { cwd, ...(input !== undefined && { input }) })
    expect(await course(['note', '1', 'plus', 'joins', 'strings'])).toMatchObject({
      code: 0,
      stdout: 'Kept with day 1, Adding. To read it again: course note 1 --list\n',
    })
    await course(['note', 'serving'], 'two\nlines\n\n')
    expect((await course(['day', '1'])).stdout).toMatch(/\n\nYour notes\n {2}1 {2}plus joins strings\n {5}\d{4}-/)
    expect((await course(['note'])).stdout).toMatch(
      /^Day 1: Adding\n[\s\S]*\n\nDay 2: Serving\n {2}1 {2}two\n {5}lines\n/,
    )
    await course(['note', '1', '--edit', '1', 'plus joins what is no number'])
    await course(['note', '2', '--delete', '1'])
    const { version, notes } = JSON.parse((await course(['note', '--json'])).stdout)
    expect(version).toBe(1)
    expect(notes).toMatchObject([{ day: 1, number: 1, text: 'plus joins what is no number' }])
    expect((await course(['note', '--markdown'])).stdout).toMatch(
      /^# My notes\n\n## Day 1: Adding\n\n_\d{4}-\d\d-\d\d, changed \d{4}-\d\d-\d\d_\n\nplus joins what is no number\n$/,
    )
    const { events } = JSON.parse(readFileSync(join(cwd, 'workbook/progress.json'), 'utf8'))
    expect(events.map(({ type }: TrackerEvent) => type)).toEqual(['note', 'note', 'note-edited', 'note-deleted'])
    expect((await course(['progress', '--json'])).stdout).not.toContain('"started"')
  })

  it('says of a note that is deleted how it began', async () => {
    const cwd = temporaryFolder()
    const course = (args: string[], input = '') => runCourse(args, { cwd, input })
    await course(['note', '1'], `${'plus '.repeat(20_000)}\nsecond line\n`)
    await course(['note', '1'], 'two\nlines\n')
    await course(['note', '1', 'one line'])
    const said = async (number: string) => (await course(['note', '1', '--delete', number])).stdout
    expect(await said('3')).toBe('Note 3 of day 1 is deleted. It said:\none line\n')
    expect(await said('2')).toBe('Note 2 of day 1 is deleted. It said:\ntwo …\n')
    expect(await said('1')).toMatch(/^Note 1 of day 1 is deleted\. It said:\n(?=.{60,80}\n$)(?:plus )+plu?s?…\n$/)
  })

  it.each([
    [['note', '1'], 'A note needs a text.'],
    [['note', '9', 'x'], 'There is no day 9.'],
    [['note', '1', '--edit', '4', 'x'], 'Day 1 has no notes.'],
    [['note', '1', '--edit', 'x'], 'Day 1 has no notes.'],
    [['note', '--delete', '1'], 'Which day is the note of?'],
  ])('says what is wrong with %j', async (args, message) => {
    const ran = await runCourse(args)
    expect(ran.code).toBe(2)
    expect(ran.stderr).toContain(message)
  })

  it.runIf(process.platform !== 'win32' && process.getuid?.() !== 0)(
    'ends with 2 where nothing can be recorded',
    async () => {
      const cwd = temporaryFolder()
      mkdirSync(join(cwd, 'workbook'))
      chmodSync(join(cwd, 'workbook'), 0o500)
      const ran = await runCourse(['note', '1', 'x'], { cwd })
      expect(ran).toMatchObject({ code: 2, stdout: '' })
      expect(ran.stderr).toContain('The note could not be recorded.')
    },
  )

  it.runIf(hasTerminal)('opens the editor where no text is given', async () => {
    const cwd = temporaryFolder()
    const editor = join(cwd, 'editor.mjs')
    writeFileSync(
      editor,
      "import { appendFileSync } from 'node:fs'\nappendFileSync(process.argv[2], 'from the editor\\n')\n",
    )
    const env = { EDITOR: `${process.execPath} ${editor}`, VISUAL: undefined }
    const terminal = await openTerminal(['note', '1'], { cwd, env })
    try {
      expect(await terminal.ended()).toBe(0)
      expect(await terminal.screen()).toContain('Kept with day 1, Adding.')
    } finally {
      await terminal.close()
    }
    expect((await runCourse(['note', '1', '--list'], { cwd })).stdout).toContain('1  from the editor')
  })
})

describe('the notes of a record', () => {
  const written = { type: 'note', day: 1, at: '2026-03-01T10:00:00.000Z', text: 'first' } as const
  const later = { type: 'note', day: 1, at: '2026-03-01T11:00:00.000Z', text: 'second' } as const
  const edited = {
    type: 'note-edited',
    day: 1,
    at: '2026-03-02T10:00:00.000Z',
    note: written.at,
    text: 'better',
  } as const
  const deleted = { type: 'note-deleted', day: 1, at: '2026-03-03T10:00:00.000Z', note: written.at } as const

  it('are the same in any order of its events, and keep their numbers', () => {
    expect(notesOf([deleted, later, edited, written])).toEqual([{ day: 1, number: 2, at: later.at, text: 'second' }])
    expect(notesOf([edited, written])).toEqual([
      { day: 1, number: 1, at: written.at, text: 'better', editedAt: edited.at },
    ])
  })

  it('lose no text that was written at the moment of its deletion', () => {
    expect(notesOf([written, { ...edited, at: deleted.at }, deleted])).toMatchObject([{ text: 'better' }])
  })
})
