import { isMap, isSeq, type ParsedNode, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml'

/**
 * Edits of course.yaml that leave every other character as it is: the parser says where things stand, and the text is
 * cut there. Writing the document out again would reformat all of it.
 */

type Seq = YAMLSeq.Parsed
type Entry = YAMLMap.Parsed

/** course.yaml without this day under `coming:`. Comments stay. */
export function withoutComing(text: string, day: number): string {
  const coming = parseDocument(text).get('coming', true)
  if (!isSeq(coming)) return text
  const list = coming as Seq
  const entry = list.items.find((item) => (item as ParsedNode).toJSON().day === day)
  if (!entry || list.flow) return text
  const from = lineStart(text, entry.range[0])
  const to = lineEnd(text, Math.max(entry.range[0], entry.range[1] - 1))
  const left = text.slice(0, from) + text.slice(to)
  return list.items.length > 1 ? left : left.replace(/^coming:/m, 'coming: []')
}

/**
 * course.yaml with the day in the phase that has the day before it.
 * @returns undefined when no phase has, or one has the day already: there is nothing to change
 */
export function withDayInPhase(text: string, day: number): { text: string; phase: string } | undefined {
  const phases = parseDocument(text).get('phases', true)
  if (!isSeq(phases)) return undefined
  const all = (phases as Seq).items.filter((item): item is Entry => isMap(item))
  if (all.some((phase) => numbersOf(phase).includes(day))) return undefined
  const phase = all.find((candidate) => numbersOf(candidate).includes(day - 1))
  const days = phase?.get('days', true)
  if (!phase || !isSeq(days)) return undefined
  const before = (days as Seq).items.find((item) => (item as ParsedNode).toJSON() === day - 1)
  if (!before) return undefined
  const at = before.range[1]
  const added = days.flow ? `, ${day}` : `\n${' '.repeat(columnOf(text, before.range[0]) - 2)}- ${day}`
  return { text: text.slice(0, at) + added + text.slice(at), phase: String(phase.get('title')) }
}

function numbersOf(phase: Entry): number[] {
  const days = phase.get('days')
  return isSeq(days) ? (days.toJSON() as number[]) : []
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1
}

function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at)
  return newline === -1 ? text.length : newline + 1
}

function columnOf(text: string, at: number): number {
  return at - lineStart(text, at)
}
