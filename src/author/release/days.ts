import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { checksum } from '../../checksum.ts'
import type { Course, Day } from '../../engine/course/model.ts'
import { splitFrontMatter } from '../../engine/course/parse.ts'
import { namesOf } from '../../names.ts'
import { lessonFile } from '../lesson.ts'
import type { Release } from './changes.ts'

/** A day as it was and as it is. */
export interface Pair {
  was: Day
  is: Day
}

/**
 * Each day that was there with the one that it is now, by its folder; where that says nothing, with the likeliest, though what
 * learners have would not follow.
 */
export function pairDays(before: Course, after: Course, { days, lost }: Release): Pair[] {
  const [earlier, later] = [readyIn(before), readyIn(after)]
  const names = namesOf(after)
  const known = earlier.flatMap((was) => {
    const is = later.find(({ day }) => day === names.day(was.day, was.room))
    return is ? [{ was, is }] : []
  })
  const taken = new Set(known.map(({ is }) => is))
  const unknown = earlier.filter((was) => !known.some((pair) => pair.was === was))
  const guessed = unknown.flatMap((was) => {
    const free = later.filter((day) => !taken.has(day))
    const is = [isSameTitle, isSameWork].flatMap((isLike) => free.find((day) => isLike(was, day)) ?? [])[0]
    if (is) taken.add(is)
    return is ? [{ was, is }] : []
  })
  const pairs = [...known, ...guessed].sort((a, b) => a.is.day - b.is.day)
  for (const day of later) if (!pairs.some(({ is }) => is === day)) days.added.push(day.day)
  for (const pair of pairs) {
    const { was, is } = pair
    if (was.room !== is.room) days.renamed.push({ from: was.room, to: is.room })
    if (isChanged(before, after, pair)) days.changed.push(is.day)
    for (const alias of [...(was.aliases ?? []), was.room]) {
      if (alias === is.room || is.aliases?.includes(alias)) continue
      const why = `${is.room} is likely the same day, and does not say so: records and files of learners have the earlier name`
      lost.push({ what: 'day', name: alias, why, mend: `if it is, write ${lineFor(is, was)}` })
    }
  }
  for (const was of unknown) {
    if (pairs.some((pair) => pair.was === was)) continue
    lost.push({ what: 'day', name: `${was.day}, ${was.title}`, why: 'it is not there any more' })
  }
  return pairs
}

function isSameTitle(was: Day, is: Day): boolean {
  return was.title === is.title
}

function isSameWork(was: Day, is: Day): boolean {
  const idsOf = ({ exercises, questionIds }: Day) => [
    ...exercises.map(({ id }) => id),
    ...questionIds.map((id) => `quiz:${id}`),
  ]
  const ids = new Set(idsOf(is))
  return idsOf(was).some((id) => ids.has(id))
}

/** The newer course as it would be with every alias of a day that it lacks: what else is lost shows only then. */
export function withFolders(after: Course, pairs: readonly Pair[]): Course {
  const days = after.days.map((day) => {
    const was = pairs.find(({ is }) => is === day)?.was
    const earlier = was ? [...(was.aliases ?? []), was.room].filter((room) => room !== day.room) : []
    const aliases = [...new Set([...earlier, ...(day.aliases ?? [])])]
    return aliases.length > 0 ? { ...day, aliases } : day
  })
  return { ...after, days }
}

export function readyIn({ days }: Pick<Course, 'days'>): Day[] {
  return days.filter(({ status }) => status === 'ready')
}

/** The oldest name comes first: it tells which of two days had a number before the other. */
function lineFor(is: Day, was: Day): string {
  const all = [...(was.aliases ?? []), was.room, ...(is.aliases ?? [])].filter((room) => room !== is.room)
  return `\`aliases: [${[...new Set(all)].join(', ')}]\` into the front matter of ${lessonFile(is)}`
}

/** That a day has another number changes nothing in it. */
function isChanged(before: Course, after: Course, { was, is }: Pair): boolean {
  if (was.digest === is.digest) return false
  return was.room === is.room || textOf(before, was) !== textOf(after, is)
}

function textOf({ root }: Course, day: Day): string {
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  const { yaml, body } = splitFrontMatter(read(lessonFile(day)))
  const { day: _, aliases: __, ...front } = parse(yaml)
  const quiz = day.questionIds.length > 0 ? read(`lessons/${day.room}/quiz.yaml`) : ''
  return checksum([JSON.stringify(front), body, quiz].join('\n'))
}
