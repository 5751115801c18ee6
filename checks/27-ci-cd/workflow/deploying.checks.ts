import { check, expect } from 'backend-workbook/check'
import { byHand, type Happening, pullRequest, push, pushTag } from './actions/happenings.ts'
import { environmentOf, type JobEntry, type Run, TOKEN } from './actions/jobs.ts'
import { type Entries, entriesOf, isEntries, isTrue, textOf, type Value } from './actions/values.ts'
import { ASKED, entriesWith, greenRun, nameOf, PUSHED, runFor, runThatStarts, troubleOf } from './file.ts'

function deploysIn(run: Run | undefined): number {
  const calls = run?.entries.flatMap((entry) => entry.calls) ?? []
  return calls.filter(({ name }) => name === 'deploy').length
}

async function deployingRun(happening = PUSHED): Promise<Run> {
  const run = await runThatStarts(happening)
  expect(
    deploysIn(run),
    `${happening.says}: calls of npm run deploy (${troubleOf(run).join('; ') || 'nothing fails'})`,
  ).toBe(1)
  return run
}

check(
  'it deploys what is pushed to main, and nothing else',
  { read: 'deploy', requirement: 'deploys', points: 8, ms: 8000 },
  async () => {
    await deployingRun()
    for (const happening of [ASKED, push('spring-sale'), push('fix/main'), pushTag('v1.4.0'), byHand('spring-sale')]) {
      expect(deploysIn(await runFor(happening)), `${happening.says}: calls of npm run deploy`).toBe(0)
    }
  },
)

check('it deploys nothing that is red', { read: 'deploy', requirement: 'deploys', points: 6, ms: 8000 }, async () => {
  const green = await deployingRun()
  const nodes = green.entries.flatMap(({ calls }) =>
    calls.filter(({ name }) => name === 'test').map(({ node }) => node),
  )
  for (const red of ['lint', ...new Set(nodes.map((node) => `test@${node}`))]) {
    const run = await runThatStarts(PUSHED, [red])
    expect(
      deploysIn(run),
      `a push to main where npm run ${red.replace('@', ' fails on Node ')}${red === 'lint' ? ' fails' : ''}: calls of npm run deploy`,
    ).toBe(0)
  }
})

check('only the deploy gets the secret', { read: 'secrets', requirement: 'deploys', points: 6, ms: 8000 }, async () => {
  const run = await deployingRun()
  for (const entry of entriesWith(run, 'deploy')) {
    expect(environmentOf(entry.settings), `the environment of ${nameOf(entry)}`).toBe('production')
    const tokens = entry.calls.filter(({ name }) => name === 'deploy').map(({ env }) => env.DEPLOY_TOKEN)
    expect(tokens.map(nameOfToken), 'DEPLOY_TOKEN of npm run deploy').toEqual(['the secret'])
  }
  for (const each of [run, await runThatStarts(ASKED)]) {
    expect(each.entries.flatMap(leaks), `${each.happening.says}: where the secret is needed by nobody`).toEqual([])
  }
})

function nameOfToken(token: string): string {
  return token === TOKEN ? 'the secret' : token === '' ? 'nothing' : 'something else'
}

function leaks(entry: JobEntry): string[] {
  const calls = entry.calls.filter(({ name, env }) => name !== 'deploy' && env.DEPLOY_TOKEN === TOKEN)
  const scripts = entry.steps.filter(({ script }) => script.includes(TOKEN))
  const actions = entry.steps.filter(({ with: settings }) => JSON.stringify(settings).includes(TOKEN))
  return [
    ...calls.map(({ name }) => `${nameOf(entry)}: in the environment of npm ${name}`),
    ...scripts.map(() => `${nameOf(entry)}: in the text of a script`),
    ...actions.map(({ uses }) => `${nameOf(entry)}: in an input of ${uses}`),
  ]
}

interface Group {
  /** Empty for the run itself. */
  entry: string
  group: string
  cancels: boolean
}

/** The concurrency groups of a run and of its jobs. */
function groupsOf(run: Run): Group[] {
  const own = groupFrom('', run.concurrency)
  return [...own, ...run.entries.flatMap((entry) => groupFrom(nameOf(entry), entry.settings['concurrency'] ?? null))]
}

function groupFrom(entry: string, value: Value): Group[] {
  const { group, 'cancel-in-progress': cancels = false }: Entries = isEntries(value)
    ? entriesOf(value)
    : { group: value }
  const name = textOf(group).toLowerCase()
  return name === '' ? [] : [{ entry, group: name, cancels: isTrue(cancels) }]
}

/** What of the first is ended by the second: '' for all of it. */
function cancelledBy(first: Run, second: Run): string[] {
  const later = groupsOf(second)
  return groupsOf(first)
    .filter(({ group }) => later.some((each) => each.group === group && each.cancels))
    .map(({ entry }) => entry)
}

check(
  'a new commit of a pull request ends the run of the one before, and no other',
  { read: 'concurrency', requirement: 'deploys', points: 3, ms: 8000 },
  async () => {
    const [first, second, other] = await allGreen([
      ASKED,
      pullRequest(),
      pullRequest({ number: 12, branch: 'other-routes' }),
    ])
    const main = await greenRun(PUSHED)
    const ended = cancelledBy(first, second)
    const goOn = ended.includes('') ? [] : first.entries.map(nameOf).filter((name) => !ended.includes(name))
    expect(goOn, 'a second commit of pull request 7: jobs of the first that go on').toEqual([])
    expect(sharedBy(first, other), 'concurrency groups that pull requests 7 and 12 share').toEqual([])
    const twin = await greenRun(pullRequest({ number: 13 }))
    expect(
      sharedBy(first, twin),
      'concurrency groups that pull requests 7 and 13 share, whose branches have one name',
    ).toEqual([])
    expect(sharedBy(first, main), 'concurrency groups that a pull request and main share').toEqual([])
  },
)

async function allGreen(happenings: [Happening, Happening, Happening]): Promise<[Run, Run, Run]> {
  const [a, b, c] = happenings
  return [await greenRun(a), await greenRun(b), await greenRun(c)]
}

function sharedBy(first: Run, second: Run): string[] {
  const names = groupsOf(second).map(({ group }) => group)
  return [...new Set(groupsOf(first).map(({ group }) => group))].filter((group) => names.includes(group))
}

check(
  'a deploy is never cut short, and never one of two',
  { read: 'concurrency', requirement: 'deploys', points: 3, ms: 8000 },
  async () => {
    const first = await deployingRun()
    const second = await deployingRun(push())
    const ended = cancelledBy(first, second).map((name) => name || 'the whole run')
    expect(ended, 'a second push to main: what it cancels of the first').toEqual([])
    const deploying = entriesWith(first, 'deploy').map(nameOf)
    const shared = sharedBy(first, second)
    const guarding = groupsOf(first).filter(
      ({ entry, group }) => (entry === '' || deploying.includes(entry)) && shared.includes(group),
    )
    expect(guarding.length, 'two pushes to main: concurrency groups that both deploys have').toBeGreaterThan(0)
  },
)
