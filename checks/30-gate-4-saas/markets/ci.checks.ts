import { check, expect } from 'backend-workbook/check'
import { lint } from '../../27-ci-cd/workflow/actions/actionlint.ts'
import { pullRequest, push, pushTag } from '../../27-ci-cd/workflow/actions/happenings.ts'
import { environmentOf, type JobEntry, type Run, TOKEN } from '../../27-ci-cd/workflow/actions/jobs.ts'
import { starts } from '../../27-ci-cd/workflow/actions/triggers.ts'
import { entriesOf, isEntries, listOf, textOf, type Value } from '../../27-ci-cd/workflow/actions/values.ts'
import { isOf, troubleWithAddresses } from '../../27-ci-cd/workflow/addresses.ts'
import {
  ASKED,
  entriesWith,
  greenRun,
  nameOf,
  PATH,
  PUSHED,
  runFor,
  runThatStarts,
  workflow,
  workflowText,
} from '../../27-ci-cd/workflow/file.ts'

const FALSE_ALARMS = /potentially untrusted|property access of object must be type of string but got "number"/
const KINDS = ['syntax-check', 'expression', 'job-needs']

check(
  'GitHub can read the workflow, and starts it for main and for pull requests',
  { read: 'ci', requirement: 'ci', points: 1, ms: 8000 },
  async () => {
    const reports = await lint(workflowText(), PATH)
    const errors = reports.filter(({ kind, message }) => KINDS.includes(kind) && !FALSE_ALARMS.test(message))
    const said = errors.map(({ line, message }) => `line ${line}: ${message}`)
    expect(said, 'what actionlint says of syntax, expressions and needs').toEqual([])
    const happenings = [push('main'), push('main', 'README.md'), pullRequest({ action: 'opened' }), pullRequest()]
    const quiet = happenings.filter((happening) => !starts(workflow()['on'], happening)).map(({ says }) => says)
    expect(quiet, 'what does not start the workflow').toEqual([])
  },
)

/** `24`, `24.x`, `^24.1`, and the names that setup-node knows. */
function majorOf(version: string): string {
  const named: Record<string, string> = { 'lts/jod': '22', 'lts/krypton': '24' }
  return named[version.toLowerCase()] ?? /^[v^~]?(\d+)(?:\.|$)/.exec(version)?.[1] ?? version
}

check(
  'it runs lint, and the tests on Node 22 and 24 with both servers, and is red when they are',
  { read: 'ci', requirement: 'ci', points: 2, ms: 8000 },
  async () => {
    for (const happening of [PUSHED, ASKED]) {
      const run = await greenRun(happening)
      expect(entriesWith(run, 'lint').length, `${happening.says}: jobs that run npm run lint`).toBeGreaterThan(0)
      const testing = entriesWith(run, 'test')
      const nodes = testing.flatMap(({ calls }) => calls.filter(({ name }) => name === 'test').map(({ node }) => node))
      const versions = new Set(nodes.map(majorOf))
      expect(
        ['22', '24'].filter((version) => !versions.has(version)),
        `${happening.says}: versions without npm test`,
      ).toEqual([])
      const trouble = testing.flatMap((entry) => troubleWith(entry).map((each) => `${nameOf(entry)}: ${each}`))
      expect(trouble, `${happening.says}: what is wrong with the servers of the tests`).toEqual([])
      const first = run.entries.filter(({ calls }) => calls.length > 0).map(({ calls }) => calls[0]?.name)
      expect([...new Set(first)], `${happening.says}: what jobs ask npm for first`).toEqual(['ci'])
      for (const red of ['lint', ...new Set(nodes.map((node) => `test@${node}`))]) {
        const { result } = await runThatStarts(happening, [red])
        expect(result, `${happening.says}, and npm run ${red.replace('@', ' on Node ')} fails: the run`).toBe('failure')
      }
    }
  },
)

function troubleWith(entry: JobEntry): string[] {
  const missing = ['postgres', 'redis'].filter((image) => !entry.containers.some((each) => isOf(each.image, image)))
  return missing.length > 0 ? missing.map((image) => `no container of the image ${image}`) : troubleWithAddresses(entry)
}

check('it gives nothing away', { read: 'ci', requirement: 'ci', points: 1, ms: 8000 }, async () => {
  const file = workflow()
  const events = isEntries(file['on']) ? Object.keys(file['on']) : listOf(file['on']).map(textOf)
  expect(events, 'events that start the workflow').not.toContain('pull_request_target')
  const jobs = Object.entries(entriesOf(file['jobs'])).map(([id, job]) => ({ id, job: entriesOf(job) }))
  const tooMuch = jobs.filter(({ job }) => !isReadOnly(job['permissions'] ?? file['permissions'])).map(({ id }) => id)
  expect(tooMuch, 'jobs whose token may do more than "contents: read"').toEqual([])
  const used = jobs.flatMap(({ job }) => [job, ...listOf(job['steps']).map(entriesOf)].map(({ uses }) => textOf(uses)))
  const loose = used.filter((uses) => uses !== '' && !/@[\da-f]{40}$/i.test(uses))
  expect(loose, 'actions without a full commit SHA').toEqual([])
  for (const happening of [PUSHED, ASKED]) {
    const { entries } = await runThatStarts(happening)
    const late = entries.filter(({ settings }) => !(Number(settings['timeout-minutes'] ?? 360) <= 20))
    expect(late.map(nameOf), `${happening.says}: jobs without timeout-minutes of at most 20`).toEqual([])
  }
})

function isReadOnly(permissions: Value | undefined): boolean {
  if (!isEntries(permissions)) return false
  return Object.entries(permissions).every(([name, may]) => may === 'none' || (name === 'contents' && may === 'read'))
}

function deploysIn(run: Run | undefined) {
  return (run?.entries ?? []).flatMap((entry) =>
    entry.calls.filter(({ name }) => name === 'deploy').map(({ env }) => ({ entry, token: env.DEPLOY_TOKEN })),
  )
}

check(
  'it deploys what is green on main, and nobody else gets the secret',
  { read: 'ci', requirement: 'ci', points: 1, ms: 8000 },
  async () => {
    const run = await greenRun(PUSHED)
    const deploys = deploysIn(run)
    expect(deploys.length, `${PUSHED.says}: calls of npm run deploy`).toBe(1)
    const [{ entry, token } = { entry: undefined, token: '' }] = deploys
    expect(entry && environmentOf(entry.settings), 'the environment of the job that deploys').toBe('production')
    expect(token === TOKEN, 'whether npm run deploy gets the secret DEPLOY_TOKEN').toBe(true)
    for (const happening of [ASKED, push('spring-sale'), pushTag('v1.4.0')]) {
      expect(deploysIn(await runFor(happening)).length, `${happening.says}: calls of npm run deploy`).toBe(0)
    }
    const nodes = run.entries.flatMap(({ calls }) =>
      calls.filter(({ name }) => name === 'test').map(({ node }) => node),
    )
    for (const red of ['lint', ...new Set(nodes.map((node) => `test@${node}`))]) {
      const count = deploysIn(await runThatStarts(PUSHED, [red])).length
      expect(count, `${PUSHED.says}, and npm run ${red.replace('@', ' on Node ')} fails: calls of npm run deploy`).toBe(
        0,
      )
    }
    for (const each of [run, await runThatStarts(ASKED)]) {
      const others = each.entries.filter(({ calls, steps }) => {
        const inEnv = calls.some(({ name, env }) => name !== 'deploy' && env.DEPLOY_TOKEN === TOKEN)
        return (
          inEnv ||
          steps.some(({ script, with: inputs }) => script.includes(TOKEN) || JSON.stringify(inputs).includes(TOKEN))
        )
      })
      expect(others.map(nameOf), `${each.happening.says}: jobs where the secret is needed by nobody`).toEqual([])
    }
  },
)
