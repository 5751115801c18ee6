import { languagesOf } from '../../engine/course/language.ts'
import type { Course, Day } from '../../engine/course/model.ts'
import { SHELLS } from './scripts.ts'

/** What may stand at the cursor: words, each with what it means, or a path, which the shell knows best. */
export type Candidates = { kind: 'files' } | { kind: 'words'; words: [word: string, says: string][] }

type Flag = [flags: string, description: string]

/** The part of the command table that completion needs. */
export interface Completable {
  usage: string
  summary: string
  flags?: Flag[]
  lists?: Flag[]
}

/** All that can be typed; `flags` go with every command. */
export interface CommandLine {
  commands: readonly Completable[]
  flags: readonly Flag[]
}

export interface Typed {
  /** The words between `course` and the cursor. */
  before: string[]
  /** The beginning of the word at the cursor. */
  word: string
}

const FILES: Candidates = { kind: 'files' }

/** What could be typed at the cursor. `openCourse` is asked only where days or exercises may stand. */
export async function candidatesFor(
  { before, word }: Typed,
  line: CommandLine,
  openCourse: () => Promise<Course>,
): Promise<Candidates> {
  const { name, args, flag, row } = understand(before, line)
  const found = await find()
  if (found.kind === 'files') return found
  return { kind: 'words', words: found.words.filter(([each]) => each.startsWith(word)) }

  async function find(): Promise<Candidates> {
    if (flag) return valuesOf(flag, openCourse)
    if (word.startsWith('-')) return words(flagsOf(row, line).map(([flags, says]) => [flags.split(' ')[0] ?? '', says]))
    if (name === undefined || (name === 'help' && args.length === 0))
      return words(namesOf(line.commands, name === undefined))
    return argumentsOf(row, args, word, openCourse)
  }
}

/** The command, its arguments so far, and the flag whose value comes next. */
function understand(before: readonly string[], line: CommandLine) {
  let name: string | undefined
  let row: Completable | undefined
  let flag: string | undefined
  const args: string[] = []
  // A shell may part --flag=value at the sign.
  for (const word of before.filter((each) => each !== '=')) {
    if (flag !== undefined) flag = undefined
    else if (word.startsWith('-')) {
      const known = flagsOf(row, line).find(([flags]) => flags.split(' ')[0] === word)
      flag = known?.[0].split(' ')[1]
    } else if (name === undefined) {
      name = word
      row = line.commands.find(({ usage }) => usage.split(' ')[0] === word)
    } else args.push(word)
  }
  return { name, row, args, flag }
}

function flagsOf(row: Completable | undefined, { flags }: CommandLine): Flag[] {
  return [...(row?.flags ?? []), ...(row?.lists ?? []), ...flags, ['--help', 'how it is used']]
}

function namesOf(commands: readonly Completable[], withHelp: boolean): [string, string][] {
  const names = commands.map(({ usage, summary }): [string, string] => [usage.split(' ')[0] ?? '', summary])
  return withHelp ? [...names, ['help', 'how a command is used']] : names
}

const INSTALLABLE: [string, string][] = [
  ['mongodb', 'downloads it'],
  ['redis', 'says how'],
  ['packages', 'links those of the course into your workbook'],
]

async function valuesOf(takes: string, openCourse: () => Promise<Course>): Promise<Candidates> {
  if (/^<(dir|file|path)>$/.test(takes)) return FILES
  if (takes === '<what>') return words(INSTALLABLE)
  if (takes === '<exercise>') return words(idsOf(await openCourse()))
  if (takes === '<tag>') return words(languagesOf(await openCourse()).map((language) => [language, '']))
  return words([])
}

const AUTHOR: [string, string][] = [
  ['init', 'begins a course of your own'],
  ['new', 'scaffolds a day'],
  ['preview', 'shows a day as learners see it'],
  ['check', 'proves a day, or all'],
  ['mistake', 'writes a wrong answer'],
  ['mistakes', 'shows the wrong answers that the course knows'],
  ['translated', 'notes that a translation is up to date'],
  ['diff', 'what a release changes for learners'],
  ['insight', 'what the records of learners show'],
  ['pack', 'makes the tarball of a course'],
]
/** Of these, those about folders or files of any name, and those about a day. */
const ON_PATHS = ['init', 'diff', 'insight', 'pack']
const ON_DAYS = ['check', 'preview', 'translated']

/** By the names that the usage of the command gives to its arguments. */
async function argumentsOf(
  row: Completable | undefined,
  args: readonly string[],
  word: string,
  openCourse: () => Promise<Course>,
): Promise<Candidates> {
  const [command, ...names] = row?.usage.split(' ') ?? []
  const name = names[args.length] ?? (names.at(-1)?.includes('...') ? names.at(-1) : undefined)
  switch (name) {
    case '<shell>':
      return words(SHELLS.map((shell) => [shell, '']))
    case '[dir]':
    case '[file]':
    case '<submissions...>':
      return FILES
    case '<action>':
      return words(AUTHOR)
    case '[action]':
      return words([['verify', 'whether such a file was changed']])
    case '<day>':
    case '[day]':
      return words(daysOf(await openCourse(), word))
    case '[exercise]':
      // A whole day, too.
      return words([...daysOf(await openCourse(), word), ...exercisesOf(await openCourse(), word)])
    case '<exercise>':
      return words(exercisesOf(await openCourse(), word))
    case '[name]':
      return words(command === 'demo' ? demosOf(await openCourse(), args[0]) : [])
    case '[args...]':
      return argumentsOfAuthor(args, word, openCourse)
    default:
      return words([])
  }
}

async function argumentsOfAuthor(
  [action = '', ...others]: readonly string[],
  word: string,
  openCourse: () => Promise<Course>,
): Promise<Candidates> {
  if (ON_PATHS.includes(action)) return FILES
  if (others.length > 0) return words([])
  return words(ON_DAYS.includes(action) ? daysOf(await openCourse(), word) : exercisesOf(await openCourse(), word))
}

/** By number, or by slug once a letter is typed. */
function daysOf(course: Course, word: string): [string, string][] {
  const byNumber = word === '' || /^\d/.test(word)
  return ready(course).map(({ day, slug, title }) => [byNumber ? String(day) : slug, title])
}

/** `2/retry`, or `retry` once a letter is typed. */
function exercisesOf(course: Course, word: string): [string, string][] {
  if (word !== '' && !/^\d/.test(word)) return idsOf(course)
  return ready(course).flatMap(({ day, exercises }) =>
    exercises.map(({ id, title }): [string, string] => [`${day}/${id}`, title]),
  )
}

function idsOf(course: Course): [string, string][] {
  return ready(course).flatMap(({ exercises }) => exercises.map(({ id, title }): [string, string] => [id, title]))
}

function demosOf(course: Course, query: string | undefined): [string, string][] {
  const day = course.days.find(({ day, slug }) => String(day) === query || slug === query)
  return (day?.demos ?? []).map((name) => [name, ''])
}

function ready({ days }: Course): Day[] {
  return days.filter(({ status }) => status === 'ready')
}

function words(all: [word: string, says: string][]): Candidates {
  return { kind: 'words', words: all }
}
