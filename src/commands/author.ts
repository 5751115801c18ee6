import { createDay } from '../author/new-day.ts'
import { loadCourse } from '../engine/course/load.ts'
import type { Course } from '../engine/course/model.ts'
import { openCourse } from '../engine/course/open.ts'
import { EXIT, Problem } from '../problem.ts'
import { toType } from '../to-type.ts'
import { renderNewDay } from '../ui/author/report.ts'
import { lookOf } from '../ui/terminal/look.ts'
import type { World } from '../world.ts'
import * as check from './author/check.ts'
import * as diff from './author/diff.ts'
import * as init from './author/init.ts'
import * as insight from './author/insight.ts'
import * as mistake from './author/mistake.ts'
import * as mistakes from './author/mistakes.ts'
import * as pack from './author/pack.ts'
import * as translated from './author/translated.ts'
import type { ServingOptions } from './parts/serving.ts'

type Options = check.CheckOptions & mistake.MistakeOptions & init.InitOptions & insight.InsightOptions & ServingOptions

/** `course author …`: what instructors do. */
export async function run([action, ...args]: string[], options: Options, world: World): Promise<number> {
  if (options.json && action !== 'check' && action !== 'insight') {
    const message = 'Of the author commands only `author check` and `author insight` print JSON.'
    throw new Problem(message, 'Leave --json out.', { code: 'usage' })
  }
  if (action === 'init') return init.run(args, options, world)
  // Read afresh: an author's last edit may be younger than any index.
  const course = loadCourse((await openCourse(world)).root)
  switch (action) {
    case 'new':
      return newDay(course, args, world)
    case 'check':
      return check.run(course, args, options, world)
    case 'mistake':
      return mistake.run(course, args, options, world)
    case 'mistakes':
      return mistakes.run(course, args, world)
    case 'translated':
      return translated.run(course, args, world)
    case 'diff':
      return diff.run(course, args, world)
    case 'insight':
      return insight.run(course, args, options, world)
    case 'preview':
      return (await import('./author/preview.ts')).run(course, args, options, world)
    case 'pack':
      return pack.run(course, args, world)
    default:
      throw new Problem(
        `There is no "author ${action}".`,
        `Use \`author init\`, \`new\`, \`check\`, \`mistake\`, \`mistakes\`, \`translated\`, \`preview\`, \`diff\`, \`insight\` or \`pack\`: ${toType('author --help')} shows how.`,
      )
  }
}

function newDay(course: Course, [number, slug, ...rest]: string[], world: World): number {
  if (number === undefined || slug === undefined || rest.length > 0) {
    throw new Problem('A new day needs a number and a slug.', `For example: ${toType('author new 31 web-sockets')}`)
  }
  world.stdout.write(renderNewDay(createDay(course, number, slug), lookOf(world)))
  return EXIT.ok
}
