import { Writable } from 'node:stream'
import type { Course, Day } from '../engine/course/model.ts'
import { runDemo } from '../engine/demo.ts'
import { EXIT } from '../problem.ts'
import { error, type Finding, warning } from './finding.ts'

const DEMO_MS = 20_000
const COLUMNS = 78

/** What the processes of a proof need of the world. */
export interface ProcessOptions {
  packageRoot: string
  env: Record<string, string | undefined>
  signal: AbortSignal
}

/** Runs a demo as a learner would: it ends by itself, well, and has printed something that fits. */
export async function proveDemo(
  course: Pick<Course, 'root'>,
  day: Day,
  name: string,
  options: ProcessOptions,
): Promise<Finding[]> {
  const file = `lessons/${day.room}/demo/${name}.ts`
  // Once may be the machine, which is busy with the rest of the proof.
  const findings = (await lookAt(file, course, day, name, options)) ?? (await lookAt(file, course, day, name, options))
  const late = `The demo did not end within ${DEMO_MS / 1000} s.`
  return findings ?? [error(file, late, 'Let it close what it opens, and be brief.')]
}

/** Undefined where it did not end in time. */
async function lookAt(
  file: string,
  course: Pick<Course, 'root'>,
  day: Day,
  name: string,
  { packageRoot, env, signal }: ProcessOptions,
): Promise<Finding[] | undefined> {
  const stdout = new Kept()
  const stderr = new Kept()
  const deadline = AbortSignal.timeout(DEMO_MS)
  const code = await runDemo(course, day, name, {
    stdout,
    stderr,
    packageRoot,
    env: { ...env, NO_COLOR: '1', FORCE_COLOR: undefined },
    signal: AbortSignal.any([signal, deadline]),
    onNote: () => undefined,
  })
  signal.throwIfAborted()
  if (deadline.aborted) return undefined
  if (code !== EXIT.ok) {
    const lines = stderr.text.trim().split('\n')
    const why = lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? ''
    return [error(file, `The demo does not end well: ${why}`, 'Run it, mend it, and let it end with exit code 0.')]
  }
  return proveOutput(file, stdout.text)
}

function proveOutput(file: string, output: string): Finding[] {
  if (output.trim() === '') return [error(file, 'The demo prints nothing.', 'Print what is worth looking at.')]
  const wide = output.split('\n').filter((line) => [...line].length > COLUMNS).length
  if (wide === 0) return []
  return [
    warning(file, `Lines of its output are wider than ${COLUMNS} columns: ${wide} of them.`, 'Make them narrower.'),
  ]
}

/** A stream that keeps what is written to it. */
class Kept extends Writable {
  text = ''

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8')
    done()
  }
}
