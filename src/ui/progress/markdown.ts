import type { DayProgress } from '../../../tracker/day-progress.ts'
import type { GateProgress } from '../../../tracker/gates.ts'
import type { Progress } from '../../../tracker/progress.ts'
import type { Roadmap } from '../../../tracker/roadmap.ts'
import type { Course } from '../../engine/course/model.ts'

/** The checklist of the course, for a notes app or a repository: a box is ticked by proof alone. */
export function progressMarkdown(course: Pick<Course, 'title' | 'phases'>, progress: Progress): string {
  const { days, exercises, topics, gates } = progress.totals
  const phases = course.phases.flatMap((phase) => [
    `## Phase ${phase.id}: ${plainText(phase.title)}`,
    ...progress.days.filter((day) => phase.days.includes(day.day)).map((day) => dayChecklist(day, progress)),
  ])
  const counts = `${of(days)} days, ${of(gates)} gates, ${of(exercises)} exercises and ${of(topics)} topics proved.`
  return `${[`# ${plainText(course.title)}`, counts, ...phases].join('\n\n')}\n`
}

/** The same boxes by the phases of the roadmap. */
export function roadmapMarkdown(course: Pick<Course, 'title'>, { phases, totals }: Roadmap): string {
  const lists = phases.flatMap(({ phase, title, topics, done, total }) => [
    `## ${phase}. ${plainText(title)} (${done} of ${total})`,
    topics
      .map((topic) => box(topic.done, `${plainText(topic.text)}${topic.day ? ` (day ${topic.day})` : ''}`))
      .join('\n'),
  ])
  return `${[`# ${plainText(course.title)}: the roadmap`, `${of(totals.topics)} topics proved.`, ...lists].join('\n\n')}\n`
}

function dayChecklist({ day, title, status, topics, exercises }: DayProgress, { gates }: Progress): string {
  const state = status === 'coming' || status === 'locked' ? ` (${status})` : ''
  const gate = gates.find((each) => each.day === day)
  const lines = [
    ...topics.map((topic) => box(topic.done, plainText(topic.text))),
    ...exercises.map((exercise) =>
      box(exercise.status === 'passed', `\`${day}/${exercise.id}\` ${plainText(exercise.title)}`),
    ),
    ...(gate ? [gateBox(gate)] : []),
  ]
  return `### Day ${day}: ${plainText(title)}${state}\n\n${lines.join('\n')}`
}

function gateBox({ gate, title, status, points, of, pass }: GateProgress): string {
  const score = points === undefined ? '' : ` (${points} of ${of} points; ${pass} are a pass)`
  return box(status === 'passed', `**Gate ${gate}: ${plainText(title)}**${score}`)
}

function box(done: boolean, text: string): string {
  return `- [${done ? 'x' : ' '}] ${text}`
}

function of({ done, total }: { done: number; total: number }): string {
  return `${done} of ${total}`
}

/** Underscores within a word and a single tilde mean nothing in Markdown, and stay readable. */
function plainText(text: string): string {
  return text.replace(/[\\`*<[\]]/g, '\\$&')
}
