import type { Measured } from '../../../tracker/measured.ts'
import type { Progress } from '../../../tracker/progress.ts'
import type { Statement } from '../../engine/certificate/certificate.ts'
import type { Course } from '../../engine/course/model.ts'
import { gateSection } from '../page/gate.ts'
import { countOf, escaped, htmlPage } from '../page/html.ts'
import { localDate } from '../text/date.ts'
import { durationOf } from '../text/duration.ts'
import { benchSection } from './bench.ts'
import { daySection } from './day.ts'
import { drawHeatMap } from './heat-map.ts'
import { monthAtAGlance } from './month.ts'
import { REPORT_STYLE } from './style.ts'

export interface ReportView {
  course: Pick<Course, 'days'>
  statement: Statement
  progress: Pick<Progress, 'days' | 'longestStreak' | 'pace'>
  measured: readonly Measured[]
}

/** The month as one page for a portfolio: everything in it comes from the record, nothing from anywhere else. */
export function reportPage(view: ReportView): string {
  const { statement, measured } = view
  const { course, gates, name } = statement
  const title = name === undefined ? course.title : `${course.title}: ${name}`
  const parts = [
    heading(view),
    monthAtAGlance(view.progress.days),
    activitySection(view),
    gates.length > 0 ? `<h2>Gates</h2>\n${gates.map(gateSection).join('\n')}` : '',
    measured.length > 0 ? measuredHere(view) : '',
    daysSection(view),
    footer(statement),
  ]
  return htmlPage({ title, style: REPORT_STYLE, body: parts.filter((part) => part !== '').join('\n') })
}

function heading({ statement }: ReportView): string {
  const { name, course, writtenAt, totals } = statement
  const figures: [string, string][] = [
    [countOf(totals.days), 'days done'],
    ...(totals.gates.total > 0 ? [[countOf(totals.gates), 'gates passed'] as [string, string]] : []),
    [countOf(totals.exercises), 'exercises passed'],
    [countOf(totals.topics), 'topics proved'],
    [String(totals.checks), 'checks passed'],
  ]
  const who = name === undefined ? '' : `${escaped(name)} · `
  return `<h1>${escaped(course.title)}</h1>
<p class="note">${who}${statement.scope === 'whole' ? 'The whole course' : 'So far'} · ${localDate(writtenAt)}</p>
<ul class="figures">
${figures.map(([figure, noun]) => `<li><b>${figure}</b> ${noun}</li>`).join('\n')}
</ul>`
}

function activitySection({ progress: { pace, longestStreak } }: ReportView): string {
  const busiest = Math.max(...pace.calendar.map(({ minutes }) => minutes))
  const facts: [string, string | number][] = [
    ['Days of work', pace.activeDays],
    ['Days in a row, at most', longestStreak],
    ['Time at work', durationOf(pace.minutes)],
    ['On the busiest day', durationOf(busiest)],
  ]
  return `<section><h2>Activity</h2>
<div class="activity">
${drawHeatMap(pace.weeks)}
<dl class="facts">
${facts.map(([term, figure]) => `<div><dt>${term}</dt><dd>${figure}</dd></div>`).join('\n')}
</dl>
</div>
<p class="note">Estimated from what was recorded: pauses of more than half an hour do not count.</p></section>`
}

function measuredHere({ measured, course }: ReportView): string {
  const titles = new Map(course.days.map(({ day, title }) => [day, title]))
  return `<h2>Measured</h2>
<p class="note">Short runs on the learner's own machine, server against server in turn. What counts is how they compare: figures by themselves differ from machine to machine.</p>
${measured.map((run) => benchSection(run, titles.get(run.day) ?? '')).join('\n')}`
}

/** Days on which something happened; the rest stands in the overview. */
function daysSection({ course, statement, progress }: ReportView): string {
  const certified = new Map(statement.days.map(({ day, exercises }) => [day, exercises]))
  const outcomes = new Map(course.days.map(({ day, outcome }) => [day, outcome]))
  const touched = progress.days.filter(
    ({ day, status, exercises }) =>
      status === 'started' || status === 'done' || certified.has(day) || exercises.some(({ attempts }) => attempts > 0),
  )
  if (touched.length === 0) return '<h2>Days</h2>\n<p>None is begun yet.</p>'
  const sections = touched.map((day) =>
    daySection({ day, outcome: outcomes.get(day.day) ?? '', certified: certified.get(day.day) ?? [] }),
  )
  return `<h2>Days</h2>\n${sections.join('\n')}`
}

function footer({ writtenWith, course }: Statement): string {
  const version = course.version === undefined ? '' : ` ${course.version}`
  return `<footer>
<p>A topic is ticked by evidence alone: checks that passed, questions answered right, a benchmark that was run. Where a solution was opened first, hints were taken or a stand-in took a service's place, it says so.</p>
<p>Everything here was judged and measured on the learner's own machine, and written there from a file that can be edited: it proves nothing to somebody who does not trust its author.</p>
<p>${escaped(`${course.title}${version}. Written with ${writtenWith.tool} on Node.js ${writtenWith.node}.`)}</p>
</footer>`
}
