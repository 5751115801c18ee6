import { findDay } from '../engine/course/find.ts'
import type { Day } from '../engine/course/model.ts'
import { EXIT, Problem } from '../problem.ts'
import { toType } from '../to-type.ts'
import { isInteractive, type World } from '../world.ts'
import { showDemo, showSomeDemo } from './day/demos.ts'
import { type Desk, openDesk } from './day/desk.ts'

/** `course demo <n> [name]`: one demo, or all of them in order where nobody can be asked. */
export async function run([query = '', name]: string[], _options: object, world: World): Promise<number> {
  const desk = await openDesk(world)
  const day = findDay(desk.course, query)
  if (day.status === 'coming')
    throw new Problem(`Day ${day.day} is not written yet.`, `See what is ready: ${toType('list')}`)
  const only = name ?? (day.demos.length > 1 ? undefined : (day.demos[0] ?? ''))
  if (only !== undefined) return showDemo(desk, day, only)
  if (!isInteractive(world)) return runAll(desk, day)
  return showSomeDemo(desk, day)
}

async function runAll(desk: Desk, day: Day): Promise<number> {
  const { world } = desk
  let worst: number = EXIT.ok
  for (const [index, demo] of day.demos.entries()) {
    if (index > 0) world.stdout.write('\n')
    const code = await showDemo(desk, day, demo)
    if (code === EXIT.interrupted) return code
    worst = Math.max(worst, code)
  }
  return worst
}
