import { basename } from 'node:path'
import type { Callback, Printed, SnippetError, Trace, TraceEnd } from '../../engine/trace/trace.ts'
import { cleanText } from '../text/clean.ts'

/** 0.4 ms, 12.0 ms, 720 ms. */
export function msText(ms: number): string {
  return `${ms < 100 ? ms.toFixed(1) : Math.round(ms)} ms`
}

/** `took 12.0 ms`; undefined where that is too short to say. */
export function tookText({ startMs, endMs, isUnfinished }: Callback, least = 0): string | undefined {
  if (isUnfinished) return 'did not come to its end'
  return endMs - startMs >= least ? `took ${msText(endMs - startMs)}` : undefined
}

/** Where a callback was asked for, or what else it is. */
export function placeText({ type, line, file }: Callback): string {
  if (type === 'main') return 'the script'
  if (type === 'outside') return 'called from no queue'
  if (line === undefined) return `by Node (${type})`
  return file === undefined ? `line ${line}` : `${basename(file)}:${line}`
}

/** What it printed, a text for each line. */
export function printedLines(printed: Pick<Printed, 'text'>[]): string[] {
  const text = cleanText(printed.map((each) => each.text).join(''))
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}

export function errorText({ message, line, file }: SnippetError): string {
  const where = line === undefined ? '' : ` (${file === undefined ? 'line' : `${basename(file)}, line`} ${line})`
  return `${cleanText(message)}${where}`
}

/** How it ended, where that is not simply its end. */
export function endText(end: TraceEnd): string | undefined {
  const shown = 'Shown is what it did until then.'
  switch (end.how) {
    case 'finished':
      return undefined
    case 'exited':
      return `Your program ended with exit code ${end.code}.`
    case 'signal':
      return `Your program was ended by ${end.signal}. ${shown}`
    case 'failed':
      return end.error?.line !== undefined
        ? `Your program ended with an error that nobody caught: ${errorText(end.error)}`
        : `Your program ended with exit code ${end.code}, and Node says:`
    case 'time':
      return `Your program still ran after ${stoppedText(end)}. ${shown} An endless loop, a setInterval without an end and a server that listens do that. More time: --seconds 30.`
    case 'events':
      return `Your program was ended after ${end.most.toLocaleString('en')} events: callbacks that call for more callbacks, without an end. ${shown}`
    case 'output':
      return `Your program was ended: it printed more than ${end.mostBytes / 1024} kB. ${shown}`
    case 'memory':
      return `Your program was ended: it took more than ${end.mostMb} MB of memory. ${shown}`
  }
}

/** `1 s and was ended`; with the reason why where the limit was a longer one. */
function stoppedText({ afterMs, limitMs }: Extract<TraceEnd, { how: 'time' }>): string {
  const seconds = (ms: number) => `${Math.round(ms / 100) / 10} s`
  const isLonger = afterMs > limitMs * 1.2
  const reason = isLonger ? `: on a busy machine the limit of ${seconds(limitMs)} is a longer one` : ''
  return `${seconds(afterMs)} and was ended${reason}`
}

/** What Node says of an error that no callback threw, such as one of syntax. */
export function nodeSays(end: TraceEnd): string[] {
  if (end.how !== 'failed' || end.error?.line !== undefined) return []
  return cleanText(end.text)
    .split('\n')
    .filter((line) => !/^\s+at (?:.*\()?node:|^Node\.js v\d|trace-recorder\.cjs/.test(line))
}

/** What was left out, and what cannot be seen. */
export function notesOf({ leftOut, unseen }: Pick<Trace, 'leftOut' | 'unseen'>): string[] {
  const [callbacks, are] = leftOut === 1 ? ['callback', 'is'] : ['callbacks', 'are']
  const left =
    leftOut === 0 ? [] : [`${leftOut} ${callbacks} of Node's own ${are} left out (course trace --all shows them).`]
  const cost = 'Recorded by Node (async_hooks), which costs each callback some hundredths of a millisecond.'
  return [...left, `${cost} Not seen: ${unseen.join('; ')}.`]
}
