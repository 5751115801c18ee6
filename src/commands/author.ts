import { setMaxListeners } from 'node:events'
import { openJudges } from '../author/judges.ts'
import { createDay } from '../author/new-day.ts'
import { type ProveRequest, proveCourse } from '../author/prove.ts'
import { findDay, findExercise } from '../engine/course/find.ts'
import { loadCourse } from '../engine/course/load.ts'
import type { Course } from '../engine/course/model.ts'
import { openCourse } from '../engine/course/open.ts'
import { EXIT, Problem } from '../problem.ts'
import { renderAuthorReport, renderNewDay, renderStep } from '../ui/author.ts'
import { type Look, lookOf } from '../ui/look.ts'
import type { World } from '../world.ts'

interface Options {
  json?: boolean
  repeat?: string
  only?: string
}

const MOST_REPEATS = 1000

/** `course author new <n> <slug>` and `course author check [<n>…]`. */
export async function run([action, ...args]: string[], options: Options, world: World): Promise<number> {
  // Read afresh: an author's last edit may be younger than any index.
  const course = loadCourse((await openCourse(world)).root)
  if (action === 'new') return newDay(course, args, world)
  if (action === 'check') return check(course, args, options, world)
  throw new Problem(
    `There is no "author ${action}".`,
    'Use `course author new <n> <slug>` or `course author check [<n>]`.',
  )
}

function newDay(course: Course, [number, slug, ...rest]: string[], world: World): number {
  if (number === undefined || slug === undefined || rest.length > 0) {
    throw new Problem('A new day needs a number and a slug.', 'For example: course author new 31 web-sockets')
  }
  world.stdout.write(renderNewDay(createDay(course, number, slug), lookOf(world)))
  return EXIT.ok
}

async function check(course: Course, queries: string[], options: Options, world: World): Promise<number> {
  // Everything that is judged or run at once listens to it.
  setMaxListeners(0, world.signal)
  const look = lookOf(world)
  const judges = openJudges(course, world)
  const steps = showSteps(look, world)
  try {
    const request = parseRequest(course, queries, options)
    const report = await proveCourse(request, { ...world, judges, onStep: steps.show })
    steps.clear()
    world.stdout.write(options.json ? `${JSON.stringify(report, undefined, 2)}\n` : renderAuthorReport(report, look))
    return report.ok ? EXIT.ok : EXIT.notYet
  } finally {
    steps.clear()
    await judges.close()
  }
}

function parseRequest(course: Course, queries: string[], { repeat = '1', only }: Options): ProveRequest {
  const times = Number(repeat)
  if (!Number.isInteger(times) || times < 1 || times > MOST_REPEATS) {
    throw new Problem(`--repeat ${repeat} is not a number of times.`, `Give a whole number from 1 to ${MOST_REPEATS}.`)
  }
  if (only !== undefined) {
    const [query] = queries
    const { day, exercise } = findExercise(
      course,
      query === undefined || only.includes('/') ? only : `${query}/${only}`,
    )
    return { course, days: [day.day], only: exercise.id, repeat: times }
  }
  return { course, days: queries.map((query) => dayOf(course, query)), repeat: times }
}

/** A day that cannot be read is one to check, too: the report says why. */
function dayOf(course: Course, query: string): number {
  const broken = course.broken.find(({ day }) => day !== undefined && day === Number(query))
  if (broken?.day !== undefined) return broken.day
  const day = findDay(course, query)
  if (day.status === 'ready') return day.day
  throw new Problem(
    `Day ${day.day}, ${day.title}, is not written yet.`,
    `Begin it with: course author new ${day.day} ${day.slug}`,
  )
}

/** One line on the terminal that says what is being proved; nothing elsewhere. */
function showSteps(look: Look, { stderr, env }: World) {
  if (stderr.isTTY !== true || env['TERM'] === 'dumb' || env['CI']) return { show: () => {}, clear: () => {} }
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
