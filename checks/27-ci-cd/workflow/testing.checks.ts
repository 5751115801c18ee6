import { check, expect } from 'backend-workbook/check'
import type { JobEntry, Run } from './actions/jobs.ts'
import type { StepNote } from './actions/steps.ts'
import { listOf, textOf } from './actions/values.ts'
import { isOf, troubleWithAddresses } from './addresses.ts'
import { ASKED, entriesWith, greenRun, nameOf, PUSHED, runThatStarts } from './file.ts'

const VERSIONS = ['22', '24']

async function greenRuns(): Promise<Run[]> {
  return [await greenRun(PUSHED), await greenRun(ASKED)]
}

/** Names that setup-node knows: https://github.com/nodejs/release#release-schedule */
const NAMED: Record<string, string> = { 'lts/jod': '22', 'lts/krypton': '24' }

/** `24`, `24.x`, `^24.1`: the major version. */
function majorOf(version: string): string {
  const named = NAMED[version.toLowerCase()]
  if (named !== undefined) return named
  return /^[v^~]?(\d+)(?:\.|$)/.exec(version)?.[1] ?? version
}

function testedOn({ entries }: Run): string[] {
  const calls = entries.flatMap((entry) => entry.calls)
  return calls.filter(({ name }) => name === 'test').map(({ node }) => majorOf(node))
}

check(
  'it runs lint, and the tests on Node 22 and 24',
  { read: 'matrix', requirement: 'tests', points: 8, ms: 8000 },
  async () => {
    for (const run of await greenRuns()) {
      expect(entriesWith(run, 'lint').length, `${run.happening.says}: jobs that run npm run lint`).toBeGreaterThan(0)
      const versions = testedOn(run)
      const missing = VERSIONS.filter((version) => !versions.includes(version))
      expect(
        missing,
        `${run.happening.says}: versions without npm test (it ran on ${versions.join(', ') || 'none'})`,
      ).toEqual([])
    }
  },
)

check('it installs with npm ci', { read: 'install', requirement: 'tests', points: 4, ms: 8000 }, async () => {
  for (const happening of [PUSHED, ASKED]) {
    const run = await runThatStarts(happening)
    const asking = run.entries.filter(({ calls }) => calls.length > 0)
    expect(asking.length, `${happening.says}: jobs that call npm`).toBeGreaterThan(0)
    for (const { calls, ...entry } of asking) {
      const names = calls.map(({ name }) => name)
      expect(names[0], `${happening.says}: what ${nameOf({ ...entry, calls })} asks npm for first`).toBe('ci')
      expect(names, `${happening.says}: what ${nameOf({ ...entry, calls })} asks npm for`).not.toContain('install')
    }
  }
})

check(
  'it caches what npm downloads, by the lock file',
  { read: 'cache', requirement: 'tests', points: 6, ms: 8000 },
  async () => {
    for (const happening of [PUSHED, ASKED]) {
      const testing = entriesWith(await runThatStarts(happening), 'test')
      expect(testing.length, `${happening.says}: jobs that run npm test`).toBeGreaterThan(0)
      const without = testing.filter((entry) => !cachesBySetup(entry))
      const later = without.length > 0 ? await runThatStarts(happening, [], '{ "lockfileVersion": 3 }') : undefined
      const uncached = without.filter(
        (entry) =>
          !cachesByKey(
            entry,
            later?.entries.find((each) => nameOf(each) === nameOf(entry)),
          ),
      )
      expect(uncached.map(nameOf), `${happening.says}: jobs that test without such a cache`).toEqual([])
    }
  },
)

function cachesBySetup({ steps }: JobEntry): boolean {
  return doneBy(steps, 'actions/setup-node').some(({ with: settings }) => settings['cache'] === 'npm')
}

/** The key is another one when the lock file is. */
function cachesByKey({ steps }: JobEntry, later: JobEntry | undefined): boolean {
  const laterSteps = doneBy(later?.steps ?? [], 'actions/cache')
  return doneBy(steps, 'actions/cache').some(({ with: settings }, at) => {
    const [key, other] = [settings['key'], laterSteps[at]?.with['key']].map(textOf)
    return /(?:^|\/)\.npm\/?\s*$/m.test(textOf(settings['path'])) && key !== '' && key !== other
  })
}

function doneBy(steps: StepNote[], action: string): StepNote[] {
  return steps.filter(({ uses, outcome }) => outcome === 'success' && uses.toLowerCase().startsWith(`${action}@`))
}

check(
  'red lint or red tests make the run red',
  { read: 'exit-codes', requirement: 'tests', points: 10, ms: 8000 },
  async () => {
    for (const happening of [PUSHED, ASKED]) {
      const nodes = testNodes(await greenRun(happening))
      expect(nodes.length, `${happening.says}: calls of npm test on Node 22 or 24`).toBeGreaterThan(0)
      const withLint = await runThatStarts(happening, ['lint'])
      expect(withLint.result, `${happening.says}, and npm run lint fails: the run`).toBe('failure')
      for (const node of nodes) {
        const run = await runThatStarts(happening, [`test@${node}`])
        const says = `${happening.says}, and npm test fails on Node ${node}`
        expect(run.result, `${says}: the run`).toBe('failure')
        const stopped = run.entries.filter(({ result }) => result === 'cancelled').map(nameOf)
        expect(stopped, `${says}: jobs that are cancelled`).toEqual([])
      }
    }
  },
)

/** The two versions, as setup-node was asked for them: `24.x` is a 24. */
function testNodes({ entries }: Run): string[] {
  const calls = entries.flatMap((entry) => entry.calls).filter(({ name }) => name === 'test')
  return [...new Set(calls.map(({ node }) => node))].filter((node) => VERSIONS.includes(majorOf(node)))
}

check(
  'the tests have a PostgreSQL and a Redis that are ready',
  { read: 'services', requirement: 'tests', points: 6, ms: 8000 },
  async () => {
    for (const happening of [PUSHED, ASKED]) {
      const testing = entriesWith(await runThatStarts(happening), 'test')
      expect(testing.length, `${happening.says}: jobs that run npm test`).toBeGreaterThan(0)
      for (const entry of testing) {
        const machine = listOf(entry.settings['runs-on']).map(textOf).join(' ')
        expect(machine, `${nameOf(entry)}: runs-on`).toMatch(/ubuntu|linux/i)
        for (const image of ['postgres', 'redis']) {
          const found = entry.containers.filter((container) => isOf(container.image, image))
          expect(found.length, `${nameOf(entry)}: service containers of the image ${image}`).toBeGreaterThan(0)
          const unchecked = found
            .filter(({ options }) => !/--health-cmd(?:=|\s+)\S/.test(options))
            .map(({ name }) => name)
          expect(unchecked, `${nameOf(entry)}: services without --health-cmd in their options`).toEqual([])
        }
      }
    }
  },
)

check(
  'DATABASE_URL and REDIS_URL lead to these servers',
  { read: 'services', requirement: 'tests', points: 6, ms: 8000 },
  async () => {
    for (const happening of [PUSHED, ASKED]) {
      const testing = entriesWith(await runThatStarts(happening), 'test')
      expect(testing.length, `${happening.says}: jobs that run npm test`).toBeGreaterThan(0)
      const trouble = testing.flatMap((entry) => troubleWithAddresses(entry).map((each) => `${nameOf(entry)}: ${each}`))
      expect(trouble, `${happening.says}: what is wrong with the addresses`).toEqual([])
    }
  },
)
