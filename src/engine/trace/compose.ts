import type { Bar } from './bars.ts'
import { barsOf, isShown } from './bars.ts'
import { MOST_EVENTS, MOST_OUTPUT, type Place, type Recorded } from './recorded.ts'
import type { RecordedRun } from './run-recorded.ts'
import type { Callback, Lane, SnippetError, Trace, TraceEnd } from './trace.ts'

export interface ComposeOptions {
  file: string
  source: string
  /** Callbacks of Node's own as well. */
  all: boolean
}

/** What `node:async_hooks` does not tell, or tells of nobody. */
const UNSEEN = [
  'code of yours in a callback of Node itself that neither prints nor schedules anything',
  'worker threads and child processes',
  'text that is written past process.stdout and process.stderr',
  'the phases inside libuv: all I/O counts as poll',
]

/** A trace of what was recorded. Pure. */
export function composeTrace(run: RecordedRun, { file, source, all }: ComposeOptions): Trace {
  const bars = barsOf(run.events)
  const shown = bars.filter((bar) => all || isShown(bar))
  const lines = source.split(/\r?\n/)
  const script = bars.find(({ type }) => type === 'main')
  const zero = script?.start ?? shown[0]?.start ?? 0
  const last = run.events.findLast((event) => 'at' in event)?.at ?? zero
  const wasEnded = !run.events.some(({ e }) => e === 'exit')
  const callbacks = shown.map((bar, index) =>
    callbackOf(bar, index + 1, { file, lines, zero, last, turns: script?.turn ?? 0, wasEnded }),
  )
  return {
    file,
    node: run.events.find((event) => event.e === 'start')?.node ?? process.version,
    end: endOf(run, { file, lines }),
    lanes: lanesOf(shown),
    callbacks,
    leftOut: bars.length - shown.length,
    output: { stdout: run.stdout, stderr: run.stderr },
    unseen: UNSEEN,
  }
}

interface Snippet {
  file: string
  lines: string[]
}

function callbackOf(
  bar: Bar,
  number: number,
  {
    zero,
    last,
    turns,
    wasEnded,
    ...snippet
  }: Snippet & { zero: number; last: number; turns: number; wasEnded: boolean },
): Callback {
  const place = bar.type === 'main' ? { file: snippet.file, line: 1 } : (bar.place ?? bar.seen ?? bar.prints[0]?.place)
  const { asyncId, turn, queued, error } = bar
  const since = (at: number) => Math.max(0, Math.round((at - zero) * 1000) / 1000)
  return {
    number,
    lane: bar.lane,
    type: bar.type,
    ...(asyncId !== undefined && bar.type !== 'main' && { asyncId }),
    ...placed(place, snippet),
    startMs: since(bar.start),
    endMs: since(bar.end ?? last),
    ...(bar.end === undefined && wasEnded && { isUnfinished: true as const }),
    ...(queued !== undefined && bar.type !== 'main' && { queuedMs: since(queued) }),
    ...(turn !== undefined && bar.type !== 'main' && { turn: turn - turns }),
    printed: bar.prints.map((print) => ({
      stream: print.stream,
      text: print.text,
      ...(print.place?.file === snippet.file && { line: print.place.line }),
    })),
    ...(error && { error: errorOf(error, snippet) }),
    isDirect: bar.asked === 'snippet',
  }
}

function placed(place: Place | undefined, { file, lines }: Snippet): Pick<Callback, 'line' | 'source' | 'file'> {
  if (!place) return {}
  if (place.file !== file) return { line: place.line, file: place.file }
  return { line: place.line, source: lines[place.line - 1]?.trim() ?? '' }
}

function errorOf({ message, place }: Extract<Recorded, { e: 'error' }>, snippet: Snippet): SnippetError {
  return { message, ...placed(place, snippet) }
}

const ORDER = ['stack', 'ticks', 'microtasks', 'timers', 'immediates', 'poll', 'closing', 'unknown']

function lanesOf(bars: Bar[]): Lane[] {
  const ids = [...new Set(bars.map(({ lane }) => lane))]
  const rank = (id: string) => ORDER.indexOf(id.split('-')[0] ?? '') * 1e10 + delayOf(id)
  return ids.sort((one, other) => rank(one) - rank(other)).map((id) => ({ id, title: titleOf(id) }))
}

function delayOf(lane: string): number {
  return Number(/^timers-(.+)$/.exec(lane)?.[1] ?? 0)
}

function titleOf(lane: string): string {
  return lane.startsWith('timers-') ? `timers ${delayOf(lane)} ms` : lane
}

function endOf({ end, events, stderr }: RecordedRun, snippet: Snippet): TraceEnd {
  const flood = events.find((event) => event.e === 'flood')
  if (flood)
    return flood.of === 'events' ? { how: 'events', most: MOST_EVENTS } : { how: 'output', mostBytes: MOST_OUTPUT }
  if (end.how !== 'ended') return end
  if (end.code === 0) return { how: 'finished' }
  if (end.code === null) return { how: 'signal', signal: end.signal ?? 'unknown' }
  const { code } = end
  const thrown = events.findLast((event) => event.e === 'error')
  const printed = events
    .flatMap((event) => (event.e === 'print' && event.stream === 'stderr' ? [event.text] : []))
    .join('')
  const text = (stderr.startsWith(printed) ? stderr.slice(printed.length) : stderr).trim()
  // `process.exit(3)` is no error, and neither is an exit code that was set.
  if (!thrown && text === '') return { how: 'exited', code }
  return { how: 'failed', code, text, ...(thrown && { error: errorOf(thrown, snippet) }) }
}
