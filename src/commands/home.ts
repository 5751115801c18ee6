import { sep } from 'node:path'
import { nextAction } from '../engine/next-action.ts'
import { takeNews } from '../engine/workbook/news.ts'
import { commandName, packOf } from '../pack.ts'
import { EXIT } from '../problem.ts'
import { shellWord } from '../shell-word.ts'
import { programName } from '../to-type.ts'
import { renderHome, renderKey } from '../ui/course/home.ts'
import { renderNews } from '../ui/course/news.ts'
import { askKey } from '../ui/terminal/ask-key.ts'
import { type Look, lookOf } from '../ui/terminal/look.ts'
import { isInteractive, type World } from '../world.ts'
import { type Learner, openLearner } from './parts/learner.ts'

/** `course` alone: where you are, what is next, one key to go on. */
export async function run(_args: string[], _options: object, world: World): Promise<number> {
  const { course, workbook, progress, record } = await openLearner(world)
  const look = lookOf(world)
  const action = nextAction(course, progress)
  const isFirstTime = record.events.length === 0
  const shorten = linkCommand(world)
  const view = { title: course.title, progress, action, isFirstTime, ...(shorten !== undefined && { shorten }) }
  world.stdout.write(`${tellNews({ course, workbook, progress }, look)}${renderHome(view, look)}`)
  if (!action || !isInteractive(world)) return EXIT.ok
  world.stdout.write('\n')
  const key = await askKey(world, `${renderKey(action, look)}\n`)
  if (key === 'ctrl-c') return EXIT.interrupted
  if (key !== 'enter' && key !== 'space') return EXIT.ok
  return (await import('./next.ts')).run([], {}, world)
}

/** What a newer course has changed, once. */
function tellNews(
  { course, workbook, progress }: Pick<Learner, 'course' | 'workbook' | 'progress'>,
  look: Look,
): string {
  const news = takeNews(workbook, course)
  if (!news) return ''
  const earlier = progress.days.flatMap(({ day, exercises }) =>
    exercises.filter(({ earlierVersion }) => earlierVersion).map(({ id }) => `${day}/${id}`),
  )
  const checks: readonly string[] = news.checks
  return `${renderNews({ ...news, earlierVersion: earlier.filter((ref) => checks.includes(ref)) }, look)}\n`
}

/** Undefined where it is a command already, and where npm installed the package for one folder. */
function linkCommand({ cwd, env, packageRoot }: World): string | undefined {
  const root = packOf(env)?.root ?? packageRoot
  if (programName() === commandName() || root.split(sep).includes('node_modules')) return undefined
  // What `npm link` does in the folder of the package, from any folder.
  return cwd === root ? 'npm link' : `npm install --global ${shellWord(root)}`
}
