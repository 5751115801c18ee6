import { check, expect } from 'backend-workbook/check'
import { lint } from './actions/actionlint.ts'
import { pullRequest, push } from './actions/happenings.ts'
import { starts } from './actions/triggers.ts'
import { ASKED, PATH, PUSHED, runFor, workflow, workflowText } from './file.ts'

/** What is right all the same: the untrusted is looked for by running it, and a number finds a port. */
const FALSE_ALARMS = /potentially untrusted|property access of object must be type of string but got "number"/
const KINDS = ['syntax-check', 'expression', 'job-needs']

check(
  'GitHub can read the workflow',
  { read: 'workflow-file', requirement: 'starts', points: 4, ms: 8000 },
  async () => {
    const reports = await lint(workflowText(), PATH)
    const errors = reports.filter(({ kind, message }) => KINDS.includes(kind) && !FALSE_ALARMS.test(message))
    expect(
      errors.map(({ line, message }) => `line ${line}: ${message}`),
      'what actionlint says of syntax, expressions and needs',
    ).toEqual([])
  },
)

check(
  'it runs for each push to main and each pull request to main',
  { read: 'triggers', requirement: 'starts', points: 8, ms: 8000 },
  async () => {
    const happenings = [
      push('main'),
      push('main', 'README.md'),
      push('main', 'package-lock.json'),
      push('main', 'docs/routes.md'),
      pullRequest({ action: 'opened' }),
      pullRequest({ action: 'synchronize' }),
      pullRequest({ action: 'synchronize', changes: 'docs/routes.md' }),
      pullRequest({ action: 'synchronize', changes: '.github/workflows/ci.yml' }),
    ]
    const { on } = workflow()
    const quiet = happenings.filter((happening) => !starts(on, happening)).map(({ says }) => says)
    expect(quiet, 'what does not start the workflow').toEqual([])
    for (const happening of [PUSHED, ASKED]) {
      const run = await runFor(happening)
      expect(run?.entries.length, `${happening.says}: jobs that run`).toBeGreaterThan(0)
    }
  },
)
