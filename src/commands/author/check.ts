import { setMaxListeners } from 'node:events'
import { openJudges } from '../../author/judges.ts'
import { type ProveRequest, proveCourse } from '../../author/prove.ts'
import { findDay, findExercise } from '../../engine/course/find.ts'
import type { Course } from '../../engine/course/model.ts'
import { toJson } from '../../json.ts'
import { EXIT, Problem } from '../../problem.ts'
import { toType } from '../../to-type.ts'
import { renderAuthorReport, renderStep } from '../../ui/author/report.ts'
import { type Look, lookOf } from '../../ui/terminal/look.ts'
import { isPlain, type World } from '../../world.ts'

export interface CheckOptions {
  json?: boolean
  repeat?: string
  only?: string
  skipMistakes?: boolean
  named?: boolean
  refresh?: boolean
}

const MOST_REPEATS = 1000

/** `course author check [<n>…]`: proves days. */
export async function run(course: Course, queries: string[], options: CheckOptions, world: World): Promise<number> {
  // Everything that is judged or run at once listens to it.
  setMaxListeners(0, world.signal)
  const look = lookOf(world)
  const judges = openJudges(course, world)
  const steps = showSteps(look, world)
  try {
    const request = parseRequest(course, queries, options)
    const report = await proveCourse(request, { ...world, judges, onStep: steps.show })
    steps.clear()
    world.stdout.write(options.json ? toJson(report) : renderAuthorReport(report, look))
    return report.ok ? EXIT.ok : EXIT.notYet
  } finally {
    steps.clear()
    await judges.close()
  }
}

function parseRequest(
  course: Course,
  queries: string[],
  { repeat = '1', only, skipMistakes = false, named = false, refresh = false }: CheckOptions,
): ProveRequest {
  const times = Number(repeat)
  if (!Number.isInteger(times) || times < 1 || times > MOST_REPEATS) {
    throw new Problem(
      `--repeat ${repeat} is not a number of times.`,
      `Give a whole number from 1 to ${MOST_REPEATS}.`,
      {
        code: 'usage',
      },
    )
  }
  const how = { repeat: times, skipMistakes, named, refresh }
  if (only !== undefined) {
    const [query] = queries
    const { day, exercise } = findExercise(
      course,
      query === undefined || only.includes('/') ? only : `${query}/${only}`,
    )
    return { course, days: [day.day], only: exercise.id, ...how }
  }
  return { course, days: queries.map((query) => dayOf(course, query)), ...how }
}

/** A day that cannot be read is one to check, too: the report says why. */
function dayOf(course: Course, query: string): number {
  const broken = course.broken.find(({ day }) => day !== undefined && day === Number(query))
  if (broken?.day !== undefined) return broken.day
  const day = findDay(course, query)
  if (day.status === 'ready') return day.day
  throw new Problem(
    `Day ${day.day}, ${day.title}, is not written yet.`,
    `Begin it with: ${toType(`author new ${day.day} ${day.slug}`)}`,
  )
}

/** One line on the terminal that says what is being proved; nothing elsewhere. */
function showSteps(look: Look, world: World) {
  const { stderr, env } = world
  if (stderr.isTTY !== true || isPlain(world) || env['CI']) return { show: () => {}, clear: () => {} }
  let shown = false
  const clear = () => {
    if (shown) stderr.write('\r\u001B[K')
    shown = false
  }
  const show = (step: string) => {
    clear()
    stderr.write(renderStep(step, look))
    shown = true
  }
  return { show, clear }
}
