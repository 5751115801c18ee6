import { duration, overlaps, ratioOf, shortNumber } from '../../bench/compare.ts'
import type { Bench, BenchJudgement, BenchResult, Spread } from '../../bench/index.ts'
import type { BenchProgress, BenchRun } from '../../engine/bench/run.ts'
import type { Day } from '../../engine/course/model.ts'
import { asTypedInText } from '../../to-type.ts'
import type { Look } from '../terminal/look.ts'
import { localDate } from '../text/date.ts'
import { renderTable } from '../text/table.ts'
import { padTo, textWidth } from '../text/width.ts'
import { plain, type Span, wrapText } from '../text/wrap.ts'
import { type Bar, renderBars } from './bars.ts'

export interface BenchReport {
  day: Pick<Day, 'day' | 'title'>
  bench: Pick<Bench, 'question' | 'variants' | 'load' | 'ping'>
  run: BenchRun
  machine: { node: string; cores: number; platform: string }
  /** The last recorded run before this one. */
  previous: { at: string; results: BenchResult[]; judgement: BenchJudgement } | undefined
}

/** The whole report: two charts, the rest as a table, and what it means. */
export function renderBench(report: BenchReport, look: Look): string {
  const { day, bench, run, machine } = report
  const { chalk } = look
  const dot = look.unicode ? '·' : '-'
  const turns = `${run.rounds} rounds of ${shortNumber(run.seconds).replace(/\.0$/, '')} s for each server, in turn`
  const where = `Node ${machine.node}, ${machine.cores} ${machine.cores === 1 ? 'core' : 'cores'}, ${machine.platform}`
  const parts = [
    [
      ...wrapText(`Day ${day.day} ${dot} ${day.title}`, look.width).map((line) => chalk.bold(line)),
      ...wrapText(bench.question, look.width),
      ...wrapText(`${turns} ${dot} ${where}`, look.width).map((line) => chalk.dim(line)),
    ],
    waitChart(report, look),
    throughputChart(report, look),
    otherFigures(run.results, look),
    meaning(run, look),
    leftOut(run, look),
    lastTime(report, look),
  ]
  return `${parts
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n')}\n`
}

/** `Round 2 of 3: Worker pool  [#####     ] 47 %`, no wider than the look. */
export function renderProgressLine({ title, round, rounds, done }: BenchProgress, look: Look): string {
  const percent = `${Math.round(done * 100)} %`.padStart(5)
  const columns = Math.min(24, Math.max(0, look.width - 40))
  const filled = Math.round(done * columns)
  const [full, empty] = look.unicode ? ['█', '░'] : ['#', '.']
  const bar =
    columns > 0 ? `${look.chalk.cyan(full.repeat(filled))}${look.chalk.dim(empty.repeat(columns - filled))} ` : ''
  const room = look.width - columns - percent.length - 4
  const text = wrapText(`Round ${round} of ${rounds}: ${title}`, Math.max(8, room))[0] ?? ''
  return `${padTo(text, room)}  ${bar}${percent}`
}

function waitChart({ bench, run }: BenchReport, look: Look): string[] {
  const { ping = '/ping', load } = bench
  const subject = `How long ${ping} waits while ${load.path} is under load`
  const bars = run.results.map(
    (result): Bar => ({
      ...labelOf(result, bench, look),
      value: result.pingP50[1],
      text: duration(result.pingP50[1]),
      ...noteAgainst(run.results[0], result, (each) => each.pingP50, look),
    }),
  )
  return [...heading(subject, 'median, less is better', look), ...renderBars(bars, 'ms', look)]
}

function throughputChart({ bench, run }: BenchReport, look: Look): string[] {
  const bars = run.results.map((result): Bar => {
    const note =
      result.rate === undefined
        ? noteAgainst(run.results[0], result, (each) => each.requestsPerSecond, look)
        : { note: `of ${shortNumber(result.rate)} asked for` }
    return {
      ...labelOf(result, bench, look),
      value: result.requestsPerSecond[1],
      text: `${shortNumber(result.requestsPerSecond[1])}/s`,
      ...note,
    }
  })
  return [
    ...heading(`Requests to ${bench.load.path} answered in a second`, 'more is better', look),
    ...renderBars(bars, 'requests a second', look),
  ]
}

function heading(subject: string, reading: string, { width, chalk }: Look): string[] {
  const whole = `${subject} (${reading})`
  if (textWidth(whole) <= width) return [`${chalk.bold(subject)} ${chalk.dim(`(${reading})`)}`]
  return [
    ...wrapText(subject, width).map((line) => chalk.bold(line)),
    ...wrapText(`(${reading})`, width).map((line) => chalk.dim(line)),
  ]
}

function labelOf({ id, title }: BenchResult, { variants }: Pick<Bench, 'variants'>, { chalk }: Look) {
  const isLearners = variants.some((variant) => variant.id === id && 'exercise' in variant)
  return { label: title, style: isLearners ? chalk.yellow : chalk.cyan }
}

/** How a variant compares with the first, where the rounds allow to say it. */
function noteAgainst(
  first: BenchResult | undefined,
  result: BenchResult,
  pick: (result: BenchResult) => Spread,
  look: Look,
): { note?: string } {
  if (!first || first === result) return {}
  const [a, b] = [pick(first), pick(result)]
  // With nothing answered in a round, there is no ratio to speak of.
  if (overlaps(a, b) || a[0] === 0 || b[0] === 0) return { note: 'no clear difference' }
  const isLess = a[1] > b[1]
  const [low, middle, high] = (isLess ? ratioOf(a, b) : ratioOf(b, a)).map(shortNumber)
  const [sign, dash] = look.unicode ? ['×', '–'] : ['x', '-']
  return { note: `${middle}${sign} ${isLess ? 'less' : 'more'} (${low}${dash}${high})` }
}

type Column = [name: string, read: (result: BenchResult) => string]

const ERRORS: Column = ['errors', (result) => String(result.errors)]

function otherFigures(results: BenchResult[], look: Look): string[] {
  const hasErrors = results.some((result) => result.errors > 0)
  const columns: Column[] = [
    ['', (result) => result.title],
    ['loop late by', (result) => duration(result.eventLoopDelayP50[1])],
    ['loop busy', (result) => `${Math.round(result.eventLoopUtilisation[1] * 100)} %`],
    ['memory', (result) => `${Math.round(result.peakMb[2])} MB`],
    ...(hasErrors ? [ERRORS] : []),
  ]
  const table = {
    header: columns.map(([name]) => cell(name)),
    rows: results.map((result) => columns.map(([, read]) => cell(read(result)))),
    align: columns.map((_, index) => (index === 0 ? ('left' as const) : ('right' as const))),
  }
  return renderTable(table, look.width, look)
}

function cell(text: string): Span[] {
  return [{ text, style: plain }]
}

function meaning({ judgement, rounds }: BenchRun, look: Look): string[] {
  const { chalk, width } = look
  const lines = wrapText(judgement.headline, width).map((line) => chalk.bold(line))
  if (judgement.verdict === 'inconclusive') {
    const advice = `Inconclusive: the ${rounds} rounds differ too much to tell. Close what else runs here, and run it again.`
    lines.unshift(...wrapText(advice, width).map((line) => chalk.yellow(line)))
  }
  for (const text of [judgement.why, ...(judgement.notes ?? [])]) lines.push(...wrapText(asTypedInText(text), width))
  return lines
}

const OUTPUT_LINES = 6

function leftOut(run: BenchRun, look: Look): string[] {
  return run.leftOut.flatMap(({ title, reason, output }) => {
    const printed = output ? output.split('\n').slice(-OUTPUT_LINES) : []
    return [
      ...wrapText(`Left out: ${title}. ${reason}`, look.width).map((line) => look.chalk.yellow(line)),
      ...printed.flatMap((line) => wrapText(line, look.width - 2).map((part) => `  ${look.chalk.dim(part)}`)),
    ]
  })
}

function lastTime({ previous, run }: BenchReport, look: Look): string[] {
  if (!previous) return []
  const pairs = run.results.flatMap((result) => {
    const before = previous.results.find((candidate) => candidate.id === result.id)?.pingP50?.[1]
    if (typeof before !== 'number') return []
    return [`${result.title} ${duration(before)}, now ${duration(result.pingP50[1])}`]
  })
  if (pairs.length === 0) return []
  const text = `The wait last time (${localDate(previous.at)}): ${pairs.join('; ')}.`
  return wrapText(text, look.width).map((line) => look.chalk.dim(line))
}
