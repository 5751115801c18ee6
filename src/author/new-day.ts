import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Course } from '../engine/course/model.ts'
import { Problem } from '../problem.ts'
import { toType } from '../to-type.ts'
import { withDayInPhase, withoutComing } from './plan-text.ts'
import { scaffold } from './scaffold.ts'

export interface NewDay {
  day: number
  room: string
  /** Written, relative to the course. */
  files: string[]
  /** What was done to course.yaml, as sentences. */
  plan: string[]
}

/** Each day has a folder in each of these. */
export const ROOMS = ['lessons', 'exercises', 'checks', 'solutions']
export const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/

/**
 * Writes the four rooms of a new day, and moves the day from what is planned to what is written.
 * @throws Problem when the number or the slug is not one, or something of that day is there already
 */
export function createDay(course: Course, number: string, slug: string): NewDay {
  const day = parseDay(number)
  if (!SLUG.test(slug)) {
    throw new Problem(
      `"${slug}" is no slug.`,
      `Use lower-case words joined by hyphens: ${toType('author new 31 web-sockets')}`,
    )
  }
  const room = `${String(day).padStart(2, '0')}-${slug}`
  refuseToOverwrite(course, day)
  const planned = course.days.find((candidate) => candidate.day === day)
  if (planned && planned.slug !== slug) {
    throw new Problem(
      `Day ${day} is planned as ${planned.slug}.`,
      `Run: ${toType(`author new ${day} ${planned.slug}`)}\nOr change its slug under coming: in course.yaml first.`,
    )
  }
  const files = scaffold({
    day,
    slug,
    room,
    ...(planned && { title: planned.title, outcome: planned.outcome }),
    topics: planned?.topics ?? [],
    schemas: existsSync(join(course.root, 'schema')) ? '../../schema' : '../../node_modules/backend-workbook/schema',
  })
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(course.root, path)), { recursive: true })
    writeFileSync(join(course.root, path), text, { flag: 'wx' })
  }
  return { day, room, files: Object.keys(files), plan: changePlan(course, day, planned !== undefined) }
}

function parseDay(number: string): number {
  const day = Number(number)
  if (Number.isInteger(day) && day >= 1 && day <= 999) return day
  throw new Problem(`"${number}" is no day.`, `Give its number and a slug: ${toType('author new 31 web-sockets')}`)
}

function refuseToOverwrite(course: Course, day: number): void {
  const there = ROOMS.flatMap((room) =>
    namesIn(join(course.root, room)).map((name) => ({ path: `${room}/${name}`, name })),
  )
  const taken = there.find(({ name }) => /^\d+-/.test(name) && Number.parseInt(name, 10) === day)
  if (taken) {
    throw new Problem(
      `Day ${day} is there already: ${taken.path}.`,
      `Nothing was changed. Work on it and run: ${toType(`author check ${day}`)}`,
    )
  }
}

function changePlan(course: Course, day: number, planned: boolean): string[] {
  const file = join(course.root, 'course.yaml')
  const before = readFileSync(file, 'utf8')
  const said: string[] = []
  let text = withoutComing(before, day)
  if (planned && text !== before) said.push(`Day ${day} is no longer under coming:.`)
  const placed = withDayInPhase(text, day)
  if (placed) {
    text = placed.text
    said.push(`Day ${day} is in the phase "${placed.phase}".`)
  } else if (!course.phases.some((phase) => phase.days.includes(day))) {
    said.push(`No phase has day ${day - 1}: add day ${day} to the phase it belongs to.`)
  }
  if (text !== before) writeFileSync(file, text)
  return said
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}
