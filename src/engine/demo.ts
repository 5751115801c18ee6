import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { DESCRIPTOR } from '../picture/send.ts'
import type { PictureLine } from '../picture/steps.ts'
import { EXIT, Problem } from '../problem.ts'
import { withoutForeign } from '../processes/environment.ts'
import { killTree } from '../processes/kill-tree.ts'
import { toType } from '../to-type.ts'
import type { World } from '../world.ts'
import { execArgvFor } from './bench/imports.ts'
import type { Course, Day } from './course/model.ts'
import { nearest } from './course/nearest.ts'
import { readPicture } from './read-picture.ts'
import { withServices } from './with-services.ts'

interface DemoWorld extends Pick<World, 'env' | 'stdout' | 'stderr' | 'signal' | 'packageRoot'> {
  /** Gets what the demo draws, as it happens. What it prints says the same. */
  onPicture?: (line: PictureLine) => void
  /** Gets what must be said of the services that it runs on, before it begins. */
  onNote: (note: string) => void
}

/**
 * Runs a demo of a day in a process of its own, its output passed through. Whatever it started ends with it.
 * Gives 0, 1 when it failed, or 130 when Ctrl-C ended it.
 * @throws Problem when the day has no demo of that name
 */
export async function runDemo(
  course: Pick<Course, 'root'>,
  day: Pick<Day, 'day' | 'room' | 'demos'>,
  name: string,
  world: DemoWorld,
): Promise<number> {
  checkDemoName(day, name)
  if (world.signal.aborted) return EXIT.interrupted
  const file = join(course.root, 'lessons', day.room, 'demo', `${name}.ts`)
  return withServices([file], world, (env, notes) => {
    for (const note of notes) world.onNote(note.replace('Judged', 'Runs'))
    return runFile(file, course.root, { ...world, env: { ...withoutForeign(world.env), ...env } })
  })
}

async function runFile(file: string, cwd: string, world: DemoWorld): Promise<number> {
  if (world.signal.aborted) return EXIT.interrupted
  const child = startNode(file, cwd, world)
  const stop = () => {
    if (child.pid !== undefined) killTree(child.pid)
  }
  world.signal.addEventListener('abort', stop, { once: true })
  process.once('exit', stop)
  const closed = new Promise((resolve) => child.once('close', resolve))
  try {
    const code = await ended(child)
    stop()
    await closed // the output that was on its way
    if (world.signal.aborted) return EXIT.interrupted
    return code === 0 ? EXIT.ok : EXIT.notYet
  } finally {
    world.signal.removeEventListener('abort', stop)
    process.off('exit', stop)
    stop()
  }
}

/** @throws Problem when the day has no demo of that name */
export function checkDemoName(day: Pick<Day, 'day' | 'demos'>, name: string): void {
  if (day.demos.includes(name)) return
  const [likely] = nearest(name, day.demos)
  throw new Problem(
    day.demos.length === 0 ? `Day ${day.day} has no demo.` : `Day ${day.day} has no demo "${name}".`,
    day.demos.length === 0
      ? `\`${toType(`day ${day.day}`)}\` shows what it has.`
      : `${likely ? `Did you mean ${likely}? ` : ''}It has: ${day.demos.join(', ')}.`,
  )
}

/** Whoever reads no further, such as `head`, has seen enough: that is no error of the demo. */
const ENDS_WITH_ITS_READER = `data:text/javascript,${encodeURIComponent(
  "process.stdout.on('error', (error) => { if (error.code === 'EPIPE') process.exit(0); throw error })",
)}`

/** In a process group of its own, so that what it starts can be ended with it. It reads no input. */
function startNode(file: string, cwd: string, world: DemoWorld) {
  const isOwn = world.stdout === process.stdout && world.stderr === process.stderr
  const output = isOwn ? 'inherit' : 'pipe'
  const child = spawn(process.execPath, [...execArgvFor(world.packageRoot), '--import', ENDS_WITH_ITS_READER, file], {
    cwd,
    env: { ...world.env, [DESCRIPTOR]: world.onPicture ? '3' : '' },
    stdio: ['ignore', output, output, ...(world.onPicture ? (['pipe'] as const) : [])],
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  if (world.onPicture) readPicture(child, world.onPicture)
  child.stdout?.on('data', (chunk) => world.stdout.write(chunk))
  child.stderr?.on('data', (chunk) => world.stderr.write(chunk))
  return child
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    // Not `close`: what the demo leaves running may hold the pipes open.
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
