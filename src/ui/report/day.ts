import type { DayProgress, ExerciseProgress } from '../../../tracker/day-progress.ts'
import type { CertifiedExercise } from '../../engine/certificate/certificate.ts'
import { caveatsOn } from '../page/caveats.ts'
import { escaped, escapedProse } from '../page/html.ts'
import { localDate } from '../text/date.ts'
import { sayEvidence } from './evidence.ts'

export interface ReportedDay {
  day: DayProgress
  outcome: string
  certified: readonly CertifiedExercise[]
}

/** A day: what it was for, its topics with their evidence, its exercises. */
export function daySection({ day, outcome, certified }: ReportedDay): string {
  const state = day.status === 'done' ? '' : ' <span class="state">in part</span>'
  const proofs = new Map(certified.map((each) => [each.exercise, each]))
  const topics = day.topics.map((topic) => topicItem(topic, day))
  const rows = day.exercises.map((exercise) => exerciseRow(exercise, proofs.get(`${day.day}/${exercise.id}`)))
  return `<section class="day" id="day-${day.day}">
<h3>Day ${day.day}: ${escaped(day.title)}${state}</h3>
<p>Aim: ${escapedProse(outcome)}</p>
${topics.length > 0 ? `<ul class="topics">\n${topics.join('\n')}\n</ul>` : ''}
${rows.length > 0 ? `<table class="exercises">\n<caption>Exercises</caption>\n${rows.join('\n')}\n</table>` : ''}
</section>`
}

function topicItem(topic: DayProgress['topics'][number], day: DayProgress): string {
  const { text, done, missing } = topic
  const says = done ? `proved by ${sayEvidence(topic.evidence, day)}` : `to show: ${sayEvidence(missing, day)}`
  const nothing = topic.evidence.length === 0 ? 'nothing can prove it yet' : says
  return `<li class="${done ? 'done' : 'open'}"><span class="state">${done ? '✓' : '○'}<span class="unseen"> ${done ? 'Proved' : 'Open'}: </span></span> ${escapedProse(text)} <span class="note">${escaped(nothing)}</span></li>`
}

function exerciseRow(exercise: ExerciseProgress, proof: CertifiedExercise | undefined): string {
  const { title, status, attempts, hints } = exercise
  const effort = [
    ...(attempts > 0 ? [count(attempts, 'attempt')] : []),
    ...(hints > 0 ? [count(hints, 'hint')] : []),
    ...(exercise.solutionSeen && !proof ? ['the reference solution was opened'] : []),
  ].join(', ')
  const notes = [...(effort === '' ? [] : [effort]), ...(proof ? caveatsOn(proof) : [])]
  const small = notes.map((note) => `<br><span class="note">${escaped(note)}</span>`).join('')
  return `<tr><th scope="row">${escapedProse(title)}${small}</th><td>${sayResult(status, proof, exercise)}</td></tr>`
}

function sayResult(
  status: ExerciseProgress['status'],
  proof: CertifiedExercise | undefined,
  { score }: ExerciseProgress,
): string {
  if (!proof) return status === 'tried' ? 'not passed yet' : 'to do'
  const points = score ? `${score.points} of ${score.of} points` : `${proof.passed} of ${proof.of} checks`
  return `<span class="state done">✓</span> ${points}<br><span class="note">${localDate(proof.passedAt)}</span>`
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}
