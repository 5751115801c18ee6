import type { Certificate, CertifiedExercise, Statement } from '../../engine/certificate/certificate.ts'
import { caveatsOn } from '../page/caveats.ts'
import { gateSection } from '../page/gate.ts'
import { countOf, escaped, htmlPage } from '../page/html.ts'
import { localDate } from '../text/date.ts'

/** The certificate as a page to print: the same content, nothing loaded from anywhere, no script. */
export function certificatePage({ statement, digest }: Certificate): string {
  const { scope, name, course, writtenAt, writtenWith, totals } = statement
  const title = scope === 'whole' ? 'Certificate of the whole course' : 'Certificate of what is proved so far'
  const version = course.version === undefined ? '' : ` ${course.version}`
  const facts: [string, string][] = [
    ...(name === undefined ? [] : [['For', name] as [string, string]]),
    ['Course', `${course.title}${version}`],
    [
      'Written',
      `${writtenAt.slice(0, 16).replace('T', ' ')} UTC, with ${writtenWith.tool} on Node.js ${writtenWith.node}`,
    ],
    ['Gates', countOf(totals.gates)],
    ['Days', countOf(totals.days)],
    ['Exercises', countOf(totals.exercises)],
    ['Topics', countOf(totals.topics)],
    ['Checks passed', String(totals.checks)],
  ]
  const body = `<h1>${escaped(title)}</h1>
<dl>
${facts.map(([term, text]) => `<div><dt>${escaped(term)}</dt><dd>${escaped(text)}</dd></div>`).join('\n')}
</dl>
${statement.gates.length > 0 ? `<h2>Gates</h2>\n${statement.gates.map(gateSection).join('\n')}` : ''}
<h2>Days</h2>
${statement.days.map(daySection).join('\n')}
<footer>
<p>${escaped(digest.algorithm)} <code>${escaped(digest.value)}</code></p>
<p>It is the digest of the .json file that belongs to this page: of its canonical form (RFC 8785), without <code>digest</code>. <code>course certificate verify</code> computes it again.</p>
<p>${escaped(statement.meaning)}</p>
</footer>`
  return htmlPage({ title: `${title}: ${course.title}`, body })
}

function daySection({ day, title, done, topics, exercises }: Statement['days'][number]): string {
  const proved = topics.length > 0 ? `\n<p>Topics proved: ${topics.map(escaped).join(' · ')}</p>` : ''
  return `<section>
<h3>Day ${day}: ${escaped(title)}${done ? '' : ' (in part)'}</h3>${proved}
${exercises.map(exerciseSection).join('\n')}
</section>`
}

function exerciseSection(exercise: CertifiedExercise): string {
  const { exercise: ref, title, passedAt, checks, passed, of } = exercise
  const counts = passed === of ? `all ${of} checks` : `${passed} of ${of} checks`
  const list = checks.map((check) => `<li>${escaped(check)}</li>`).join('\n')
  const notes = notesOn(exercise).map((note) => `\n<p class="note">${escaped(note)}</p>`)
  return `<h4><code>${escaped(ref)}</code> ${escaped(title)}</h4>
<p>Passed on ${localDate(passedAt)}: ${counts}.</p>${notes.join('')}
${list === '' ? '' : `<ul>\n${list}\n</ul>`}`
}

function notesOn(exercise: CertifiedExercise): string[] {
  const { titles } = exercise
  return [
    ...caveatsOn(exercise),
    ...(titles === 'present'
      ? ['The record names no checks; these are those of the course when this was written.']
      : []),
    ...(titles === 'unknown' ? ['The record names no checks, and the course has others now.'] : []),
  ]
}
