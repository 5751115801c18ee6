/** A course whose benchmark is short, and what comes of it line by line as a browser reads it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchLine } from '../../src/web/api.ts'
import { linesOf } from '../../src/web/client/lines.ts'
import { makeCourse, temporaryFolder } from '../fixtures/build.ts'
import type { ServedPage } from './page.ts'

interface Bench {
  rounds?: number
  seconds?: number
  /** Titles of the variants, all of the course's own, but `yours` is the learner's exercise. */
  yours?: boolean
}

/** The tiny course with another benchmark on day 2: a server that computes, one that answers at once. */
export function benchCourse({ rounds = 2, seconds = 0.5, yours = false }: Bench = {}): string {
  return makeCourse(temporaryFolder('bench'), {
    'lessons/02-serving/bench.ts': `import { defineBench, duration } from 'backend-workbook/bench'
export default defineBench({
  question: 'Who waits for whom?',
  variants: [
    { id: 'computes', title: 'Computes', file: 'bench/computes.ts' },
    { id: 'answers', title: 'Answers', file: 'bench/answers.ts' },
    ${yours ? "{ id: 'yours', title: 'Your server', exercise: 'ping', load: { path: '/ping' } }," : ''}
  ],
  rounds: ${rounds},
  load: { path: '/work', connections: 2, seconds: ${seconds} },
  judge: (results) => ({
    verdict: results.length > 2 ? 'clear' : 'inconclusive',
    headline: \`\${results.length} were measured.\`,
    why: \`The first waited \${duration(results[0].pingP50[1])}; see \\\`course day 2\\\`.\`,
    notes: ['A note.'],
  }),
})
`,
  })
}

export interface Running {
  /** Those that have come so far. */
  lines: BenchLine[]
  /** As its reader who leaves. */
  leave: () => void
  /** When the answer has ended, or its reader has left. */
  over: Promise<void>
}

/** Runs the benchmark of day 2 and reads along. */
export async function runBench(page: ServedPage, body: object = {}): Promise<Running> {
  const stop = new AbortController()
  const response = await fetch(`http://127.0.0.1:${page.port}/api/days/2/bench`, {
    method: 'POST',
    headers: { cookie: page.cookie, origin: `http://127.0.0.1:${page.port}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: stop.signal,
  })
  if (response.status !== 200) throw new Error(`the benchmark was answered with ${response.status}`)
  const lines: BenchLine[] = []
  const read = async () => {
    for await (const line of linesOf<BenchLine>(response)) lines.push(line)
  }
  const over = read().catch((error: Error) => {
    if (!stop.signal.aborted) throw error
  })
  return { lines, leave: () => stop.abort(), over }
}

/** Of one kind. */
export function ofType<Type extends BenchLine['type']>(lines: readonly BenchLine[], type: Type) {
  return lines.filter((line): line is Extract<BenchLine, { type: Type }> => line.type === type)
}

export function benchEvents({ workbook }: Pick<ServedPage, 'workbook'>): unknown[] {
  try {
    const { events } = JSON.parse(readFileSync(join(workbook, 'progress.json'), 'utf8'))
    return events.filter(({ type }: { type: string }) => type === 'bench')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return []
  }
}
