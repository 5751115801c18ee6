import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Course } from '../engine/course/model.ts'
import { parseYamlAs } from '../engine/course/parse.ts'
import { type CourseFile, courseSchema } from '../engine/course/schema.ts'
import { error, type Finding } from './finding.ts'

const FILE = 'course.yaml'

export function readPlan(course: Pick<Course, 'root'>): CourseFile {
  return parseYamlAs(courseSchema, readFileSync(join(course.root, FILE), 'utf8'))
}

/** course.yaml against the days that exist. */
export function provePlan(course: Course, plan: CourseFile): Finding[] {
  const days = new Set([...course.days, ...course.broken].map(({ day }) => day))
  return [...proveRoadmap(course), ...provePhases(plan, days), ...proveGates(plan, days), ...proveComing(course, plan)]
}

function proveRoadmap(course: Course): Finding[] {
  if (course.broken.length > 0) return [] // their topics are not known
  const topics = new Set(course.days.flatMap((day) => day.topics.map(({ id }) => id)))
  return course.roadmap.flatMap((phase) =>
    phase.topics
      .filter((id) => !topics.has(id))
      .map((id) =>
        error(
          FILE,
          `Phase ${phase.phase} of the roadmap names the topic ${id}, which no day has.`,
          'Add it to a day, or correct the id.',
        ),
      ),
  )
}

function provePhases(plan: CourseFile, days: Set<number | undefined>): Finding[] {
  const placed = plan.phases.flatMap((phase) => phase.days)
  const twice = placed.filter((day, index) => placed.indexOf(day) < index)
  const homeless = [...days].filter((day) => day !== undefined && !placed.includes(day))
  return [
    ...twice.map((day) => error(FILE, `Day ${day} is in more than one phase.`, 'Leave it in one of them.')),
    ...placed
      .filter((day) => !days.has(day))
      .map((day) =>
        error(FILE, `A phase has day ${day}, which is not there.`, 'Plan it under coming:, or take it out.'),
      ),
    ...homeless.map((day) => error(FILE, `Day ${day} is in no phase.`, 'Add it to the days of a phase.')),
  ]
}

function proveGates(plan: CourseFile, days: Set<number | undefined>): Finding[] {
  return plan.gates
    .filter(({ day }) => !days.has(day))
    .map(({ gate, day }) => error(FILE, `Gate ${gate} is day ${day}, which is not there.`, 'Correct the day.'))
}

function proveComing(course: Course, plan: CourseFile): Finding[] {
  const written = new Set(course.days.filter(({ status }) => status === 'ready').map(({ day }) => day))
  return plan.coming
    .filter(({ day }) => written.has(day))
    .map(({ day }) => error(FILE, `Day ${day} is under coming: and is written.`, 'Take it out of coming:.'))
}
