import type { BenchResult } from '../../bench/index.ts'
import type { BenchAbout } from '../../engine/bench/about.ts'
import type { Machine } from '../../engine/bench/machine.ts'
import type { BenchProgress } from '../../engine/bench/news.ts'
import type { BenchRun } from '../../engine/bench/run.ts'
import type { Day } from '../../engine/course/model.ts'
import { asTypedInText } from '../../to-type.ts'
import type { Look } from '../terminal/look.ts'
import { renderTable } from '../text/table.ts'
import { padTo, textWidth } from '../text/width.ts'
import { plain, type Span, wrapText } from '../text/wrap.ts'
import { type Bar, renderBars } from './bars.ts'
import {
  type Measure,
  noteOn,
  otherColumns,
  type Previous,
  RATE,
  SIGNS,
  sayInconclusive,
  sayLastTime,
  sayLeftOut,
  sayMachine,
  sayTurn,
  sayTurns,
  WAIT,
} from './wording.ts'

export interface BenchReport {
  day: Pick<Day, 'day' | 'title'>
  about: Pick<BenchAbout, 'question' | 'variants' | 'path' | 'ping'>
  run: BenchRun
  machine: Machine
  previous: Previous | undefined
}

/** The whole report: two charts, the rest as a table, and what it means. */
export function renderBench(report: BenchReport, look: Look): string {
  const { day, about, run, machine } = report
  const { chalk } = look
  const dot = look.unicode ? '·' : '-'
  const parts = [
    [
      ...wrapText(`Day ${day.day} ${dot} ${day.title}`, look.width).map((line) => chalk.bold(line)),
      ...wrapText(about.question, look.width),
      ...wrapText(`${sayTurns(run)} ${dot} ${sayMachine(machine)}`, look.width).map((line) => chalk.dim(line)),
    ],
    chartOf(WAIT, report, look),
    chartOf(RATE, report, look),
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
export function renderProgressLine({ done, ...turn }: BenchProgress, look: Look): string {
  const percent = `${Math.round(done * 100)} %`.padStart(5)
  const columns = Math.min(24, Math.max(0, look.width - 40))
  const filled = Math.round(done * columns)
  const [full, empty] = look.unicode ? ['█', '░'] : ['#', '.']
  const bar =
    columns > 0 ? `${look.chalk.cyan(full.repeat(filled))}${look.chalk.dim(empty.repeat(columns - filled))} ` : ''
  const room = look.width - columns - percent.length - 4
  const text = wrapText(sayTurn(turn), Math.max(8, room))[0] ?? ''
  return `${padTo(text, room)}  ${bar}${percent}`
}

function chartOf(measure: Measure, { about, run }: BenchReport, look: Look): string[] {
  const signs = look.unicode ? SIGNS : { times: 'x', to: '-' }
  const bars = run.results.map((result): Bar => {
    const value = measure.pick(result)[1]
    const note = noteOn(measure, result, run.results[0] ?? result, signs)
    return { ...labelOf(result, about, look), value, text: measure.say(value), ...(note !== undefined && { note }) }
  })
  return [...heading(measure.subject(about), measure.reading, look), ...renderBars(bars, measure.unit, look)]
}

function heading(subject: string, reading: string, { width, chalk }: Look): string[] {
  const whole = `${subject} (${reading})`
  if (textWidth(whole) <= width) return [`${chalk.bold(subject)} ${chalk.dim(`(${reading})`)}`]
  return [
    ...wrapText(subject, width).map((line) => chalk.bold(line)),
    ...wrapText(`(${reading})`, width).map((line) => chalk.dim(line)),
  ]
}

function labelOf({ id, title }: BenchResult, { variants }: Pick<BenchAbout, 'variants'>, { chalk }: Look) {
  const isLearners = variants.some((variant) => variant.id === id && variant.exercise !== undefined)
  return { label: title, style: isLearners ? chalk.yellow : chalk.cyan }
}

function otherFigures(results: BenchResult[], look: Look): string[] {
  const columns = otherColumns(results)
  const table = {
    header: ['', ...columns.map(([name]) => name)].map(cell),
    rows: results.map((result) => [result.title, ...columns.map(([, read]) => read(result))].map(cell)),
    align: ['left' as const, ...columns.map(() => 'right' as const)],
  }
  return renderTable(table, look.width, look)
}

function cell(text: string): Span[] {
  return [{ text, style: plain }]
}

function meaning({ judgement, rounds }: BenchRun, look: Look): string[] {
  const { chalk, width } = look
  const lines = wrapText(judgement.headline, width).map((line) => chalk.bold(line))
  const advice = sayInconclusive(judgement, rounds)
  if (advice !== undefined) lines.unshift(...wrapText(advice, width).map((line) => chalk.yellow(line)))
  for (const text of [judgement.why, ...(judgement.notes ?? [])]) lines.push(...wrapText(asTypedInText(text), width))
  return lines
}

function leftOut(run: BenchRun, look: Look): string[] {
  return run.leftOut
    .map(sayLeftOut)
    .flatMap(({ why, printed }) => [
      ...wrapText(why, look.width).map((line) => look.chalk.yellow(line)),
      ...printed.flatMap((line) => wrapText(line, look.width - 2).map((part) => `  ${look.chalk.dim(part)}`)),
    ])
}

function lastTime({ previous, run }: BenchReport, look: Look): string[] {
  const text = previous && sayLastTime(previous, run.results)
  return text === undefined ? [] : wrapText(text, look.width).map((line) => look.chalk.dim(line))
}
