import type { DayProgress } from '../../../tracker/day-progress.ts'
import type { GateProgress } from '../../../tracker/gates.ts'
import type { Day } from '../../engine/course/model.ts'
import { type Score, sayMark } from '../../score.ts'
import { toType } from '../../to-type.ts'

/** Why a day is closed and what opens it: which exercises, and of a project which requirements miss how many points. */
export function explainLock(day: Pick<Day, 'day'>, gates: GateProgress[], days: DayProgress[]) {
  const gate = gates.find((each) => each.day < day.day && (each.status === 'todo' || each.status === 'started'))
  const missing =
    days.find((each) => each.day === gate?.day)?.exercises.filter(({ status }) => status !== 'passed') ?? []
  const refs = missing.map(({ id }) => `${gate?.day}/${id}`)
  const scores = missing.flatMap(({ score }) => (score ? [sayScore(score)] : []))
  const still = refs.length > 0 ? [`Still to pass: ${refs.join(', ')}.`] : []
  const open = `Go on with \`${toType(`day ${gate?.day ?? 1}`)}\`, or open it anyway: \`${toType(`day ${day.day} --force`)}\`.`
  return {
    message: gate
      ? `Day ${day.day} is closed until gate ${gate.gate} is passed: ${gate.title} (day ${gate.day}).`
      : `Day ${day.day} is closed until the gate before it is passed.`,
    hint: scores.length > 0 ? [...scores, ...still, open].join('\n') : [...still, open].join(' '),
  }
}

function sayScore(score: Score): string {
  const short = score.requirements
    .filter((each) => each.points < each.of)
    .sort((a, b) => b.of - b.points - (a.of - a.points))
  const widest = Math.max(...short.map((each) => String(each.of - each.points).length))
  const lines = short.map(({ title, points, of }) => `  ${String(of - points).padStart(widest)} of ${of} in ${title}`)
  return [
    `${score.points} of ${score.of} points so far, and ${sayMark(score)}. Points that are missing:`,
    ...lines,
  ].join('\n')
}
