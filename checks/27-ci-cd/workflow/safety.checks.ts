import { check, expect } from 'backend-workbook/check'
import type { JobEntry } from './actions/jobs.ts'
import { type Entries, entriesOf, isEntries, listOf, textOf, type Value } from './actions/values.ts'
import { ASKED, ASKED_BY_STRANGERS, greenRun, HOSTILE, nameOf, PUSHED, runThatStarts, workflow } from './file.ts'

check('no token may do more than read the code', { read: 'permissions', requirement: 'safety', points: 6 }, () => {
  const file = workflow()
  const jobs = Object.entries(entriesOf(file['jobs']))
  const events = isEntries(file['on']) ? Object.keys(file['on']) : listOf(file['on']).map(textOf)
  expect(events, 'events that start the workflow').not.toContain('pull_request_target')
  const tooMuch = jobs.flatMap(([id, job]) => {
    const more = beyondReading(entriesOf(job)['permissions'] ?? file['permissions'])
    return more === '' ? [] : [`${id}: ${more}`]
  })
  expect(tooMuch, 'jobs whose token may do more than "contents: read"').toEqual([])
})

function beyondReading(permissions: Value | undefined): string {
  if (permissions === undefined || permissions === null) return 'no permissions said, so those of the repository hold'
  if (!isEntries(permissions)) return textOf(permissions)
  const more = Object.entries(permissions).filter(
    ([name, may]) => may !== 'none' && !(name === 'contents' && may === 'read'),
  )
  return more.map(([name, may]) => `${name}: ${textOf(may)}`).join(', ')
}

check('every action is pinned to a commit', { read: 'pinned', requirement: 'safety', points: 6 }, () => {
  const used = Object.entries(entriesOf(workflow()['jobs'])).flatMap(([id, job]) =>
    usesOf(entriesOf(job)).map((uses) => `${id}: ${uses}`),
  )
  expect(used.length, 'actions that the workflow uses').toBeGreaterThan(0)
  expect(
    used.filter((uses) => !/@[\da-f]{40}$/i.test(uses)),
    'actions without a full commit SHA',
  ).toEqual([])
})

function usesOf(job: Entries): string[] {
  return [job, ...listOf(job['steps']).map(entriesOf)].map(({ uses }) => textOf(uses)).filter((uses) => uses !== '')
}

check(
  'the title of a pull request is in the summary, and is never run',
  { read: 'injection', requirement: 'safety', points: 8, ms: 8000 },
  async () => {
    for (const happening of [ASKED, ASKED_BY_STRANGERS]) {
      const run = await runThatStarts(happening)
      const title = happening === ASKED ? 'Shorter routes' : HOSTILE
      const strange = run.entries.flatMap((entry) => strangeThings(entry).map((each) => `${nameOf(entry)}: ${each}`))
      expect(
        strange,
        `what became of commands in a pull request with the title ${title} or in the name of its branch`,
      ).toEqual([])
      await greenRun(happening)
      const lines = run.entries.flatMap(({ summary }) => summary.split(/\r?\n/))
      expect(lines, `the summaries of a pull request with the title ${title}`).toContain(`Tested: ${title}`)
    }
  },
)

/** Files that such a command has made, and scripts of actions that would run it. */
function strangeThings({ strange, steps }: JobEntry): string[] {
  const scripts = steps.filter(({ with: settings }) => textOf(settings['script']).includes('touch'))
  return [...strange.map((file) => `the file ${file}`), ...scripts.map(({ uses }) => `code in the script of ${uses}`)]
}

check('each job gives up in time', { read: 'workflow-file', requirement: 'safety', points: 2, ms: 8000 }, async () => {
  for (const happening of [PUSHED, ASKED]) {
    const { entries } = await runThatStarts(happening)
    const late = entries.filter(({ settings }) => !(Number(settings['timeout-minutes'] ?? 360) <= 20))
    expect(late.map(nameOf), `${happening.says}: jobs without timeout-minutes of at most 20`).toEqual([])
  }
})
