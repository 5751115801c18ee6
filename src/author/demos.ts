import { join } from 'node:path'
import { execArgvFor } from '../engine/bench/imports.ts'
import type { Course, Day } from '../engine/course/model.ts'
import { error, type Finding, warning } from './finding.ts'
import { runNode } from './run-process.ts'

const DEMO_MS = 20_000
const COLUMNS = 78

export interface DemoOptions {
  packageRoot: string
  env: Record<string, string | undefined>
  signal: AbortSignal
}

/** Runs a demo as a learner would: it ends by itself, well, and has printed something that fits. */
export async function proveDemo(
  course: Pick<Course, 'root'>,
  day: Pick<Day, 'room'>,
  name: string,
  { packageRoot, env, signal }: DemoOptions,
): Promise<Finding[]> {
  const file = `lessons/${day.room}/demo/${name}.ts`
  const path = join(course.root, file)
  const ended = await runNode([...execArgvFor(packageRoot), path], {
    cwd: course.root,
    env: { ...env, NO_COLOR: '1', FORCE_COLOR: undefined },
    ms: DEMO_MS,
    signal,
  })
  if (ended.timedOut) {
    return [
      error(file, `The demo did not end within ${DEMO_MS / 1000} s.`, 'Let it close what it opens, and be brief.'),
    ]
  }
  if (ended.code !== 0) {
    const last =
      ended.stderr
        .trim()
        .split('\n')
        .find((line) => /Error/.test(line)) ?? ended.stderr.trim().split('\n').at(-1)
    return [
      error(
        file,
        `The demo ended with exit code ${ended.code}: ${last ?? ''}`,
        'Run it: `course demo` shows the same.',
      ),
    ]
  }
  if (ended.stdout.trim() === '') return [error(file, 'The demo prints nothing.', 'Print what is worth looking at.')]
  const wide = ended.stdout.split('\n').filter((line) => [...line].length > COLUMNS).length
  if (wide === 0) return []
  return [warning(file, `${wide} lines of its output are wider than ${COLUMNS} columns.`, 'Make them narrower.')]
}
