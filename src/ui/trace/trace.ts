import { basename } from 'node:path'
import type { Callback, Trace } from '../../engine/trace/trace.ts'
import type { Look } from '../terminal/look.ts'
import { cleanText } from '../text/clean.ts'
import { truncate } from '../text/fit.ts'
import { padTo, textWidth } from '../text/width.ts'
import { wrapText } from '../text/wrap.ts'
import { bandsOf, drawBand, renderScale } from './lanes.ts'
import { endText, errorText, msText, nodeSays, notesOf, placeText, printedLines, tookText } from './wording.ts'

/** More than that is no picture any more. `--json` has all. */
const MOST_DRAWN = 60
const NARROW = 60

/** The whole trace as text: the lanes, then a line for each callback, how it ended, and what cannot be seen. */
export function renderTrace(trace: Trace, look: Look): string {
  const drawn = trace.callbacks.slice(0, MOST_DRAWN)
  const parts = [
    headOf(trace, look),
    ...(drawn.length === 0 ? [] : [look.plain ? [] : lanesOf(trace, drawn, look), listOf(trace, drawn, look)]),
    moreOf(trace, drawn.length, look),
    endOf(trace, look),
    notesOf(trace).flatMap((note) => wrapText(note, look.width).map((line) => look.chalk.dim(line))),
  ]
  return `${parts
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n')}\n`
}

function headOf({ file, node, callbacks }: Trace, look: Look): string[] {
  const dot = look.unicode ? '·' : '-'
  const many = `${callbacks.length} ${callbacks.length === 1 ? 'callback' : 'callbacks'}`
  const took = callbacks.length === 0 ? '' : ` in ${msText(callbacks.at(-1)?.endMs ?? 0)}`
  const head = `${cleanText(basename(file))} ${dot} Node ${node} ${dot} ${many}${took}`
  const empty = callbacks.length === 0 ? ['It scheduled nothing and printed nothing that could be seen.'] : []
  return [
    ...wrapText(head, look.width).map((line) => look.chalk.bold(line)),
    ...empty.flatMap((line) => wrapText(line, look.width)),
  ]
}

function lanesOf({ lanes }: Trace, callbacks: Callback[], look: Look): string[] {
  const bands = bandsOf(callbacks, lanes, look).map((band) => [...drawBand(band, lanes, look), ''])
  return [...bands.flat(), renderScale(look)]
}

function listOf({ lanes }: Trace, callbacks: Callback[], look: Look): string[] {
  const title = new Map(lanes.map((lane) => [lane.id, lane.title]))
  const widths = {
    number: String(callbacks.length).length,
    at: Math.max(...callbacks.map(({ startMs }) => msText(startMs).length)),
    lane: Math.max(...lanes.map((lane) => textWidth(lane.title))),
    place: Math.max(...callbacks.filter(({ line }) => line !== undefined).map((each) => textWidth(placeText(each))), 0),
  }
  let turn = 0
  return callbacks.flatMap((callback) => {
    const head = rowOf(callback, title.get(callback.lane) ?? callback.lane, widths, look)
    const isNext = callback.turn !== undefined && callback.turn > turn
    turn = Math.max(turn, callback.turn ?? 0)
    const mark = look.plain ? '' : look.unicode ? '── ' : '-- '
    const rule = isNext ? [look.chalk.dim(`${mark}turn ${turn} of the loop`)] : []
    return [...rule, ...head, ...belowOf(callback, widths.number + 2, look)]
  })
}

interface Widths {
  number: number
  at: number
  lane: number
  place: number
}

function rowOf(callback: Callback, lane: string, widths: Widths, look: Look): string[] {
  const { chalk, width } = look
  const number = String(callback.number).padStart(widths.number)
  const at = msText(callback.startMs).padStart(widths.at)
  const place = placeText(callback)
  const source = callback.type === 'main' ? '' : cleanText(callback.source ?? '')
  if (look.plain) {
    return wrapText(
      `${callback.number}. At ${msText(callback.startMs)}, ${lane}, ${place}${source ? `: ${source}` : ''}`,
      width,
    )
  }
  if (width < NARROW) {
    const first = truncate(`${number}  ${at}  ${lane}`, look)
    const second = truncate(`${' '.repeat(widths.number + 2)}${place}${source ? `: ${source}` : ''}`, look)
    return [chalk.bold(first), second]
  }
  const front = `${number}  ${at}  ${padTo(lane, widths.lane)}  ${padTo(place, widths.place)}`
  const rest = truncate(source, look, Math.max(8, width - textWidth(front) - 2))
  return [`${front}  ${chalk.dim(rest)}`.trimEnd()]
}

/** What a callback did, below its line. */
function belowOf(callback: Callback, indent: number, look: Look): string[] {
  const arrow = look.plain ? 'printed' : look.unicode ? '→' : '->'
  const took = tookText(callback, 1)
  const texts = [
    ...(took === undefined ? [] : [took]),
    ...printedLines(callback.printed).map((line) => `${arrow} ${line}`),
    ...(callback.error ? [`uncaught ${errorText(callback.error)}`] : []),
  ]
  return texts.map((text) => ' '.repeat(indent) + truncate(text, look, look.width - indent))
}

function moreOf({ callbacks }: Trace, drawn: number, { width }: Look): string[] {
  const left = callbacks.length - drawn
  if (left === 0) return []
  return wrapText(`${left} more callbacks are recorded (--json has them all).`, width)
}

function endOf({ end }: Trace, { chalk, width }: Look): string[] {
  const text = endText(end)
  if (text === undefined) return []
  return [
    ...wrapText(text, width).map((line) => chalk.yellow(line)),
    ...nodeSays(end).flatMap((line) => wrapText(line, width)),
  ]
}
