import { openCourse } from '../../engine/course/open.ts'
import { layoutOf } from '../../engine/judge/layout.ts'
import { EXIT } from '../../problem.ts'
import { cleanText } from '../../ui/text/clean.ts'
import type { World } from '../../world.ts'
import { fencingFor, type GradeOptions, limitsOf, refuse, usage, workersOf } from './options.ts'

/** `course grade worker --queue <url>`: judges what others hand in, until Ctrl-C. */
export async function run(options: GradeOptions, world: World): Promise<number> {
  if (options.queue === undefined) throw usage('A worker takes its work from a queue.', 'Add --queue redis://….')
  refuse(options, ['only', 'resume', 'json', 'csv', 'junit'], 'to a worker: whoever hands in says so')
  const course = await openCourse(world)
  const { packageRoot, env, signal, stdout, stderr } = world
  const workers = workersOf(options)
  const request = { packageRoot, env, signal, course, limits: limitsOf(options), fencing: fencingFor(options), workers }
  layoutOf(packageRoot)
  const { workOnQueue } = await import('../../engine/grading/queue-worker.ts')
  await workOnQueue({
    ...request,
    url: options.queue,
    onWarning: (text) => stderr.write(`${text}\n`),
    onReady: () => {
      const what = `Judging ${workers} at a time what comes for "${course.title}".`
      stdout.write(`${what} Ctrl-C ends it; what is under way goes back.\n`)
    },
    onDone: ({ job, grades, problem }) => {
      const said = problem === undefined ? `${grades} ${grades === 1 ? 'grade' : 'grades'}` : `failed: ${problem}`
      stdout.write(`${job.slice(0, 12)}  ${cleanText(said)}\n`)
    },
  })
  return EXIT.ok
}
