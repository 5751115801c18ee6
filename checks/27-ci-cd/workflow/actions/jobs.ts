/** The jobs of a workflow, worked off for something that happened, as far as that can be done without GitHub. */
import { holds, resolve } from './expressions.ts'
import type { Scope } from './functions.ts'
import type { Happening } from './happenings.ts'
import { entriesOfMatrix } from './matrix.ts'
import { Runner } from './runner.ts'
import { type Container, containersOf } from './services.ts'
import type { NpmCall } from './stand-in-npm.ts'
import { type StepNote, workOff } from './steps.ts'
import { type Entries, entriesOf, isTrue, listOf, textOf, type Value } from './values.ts'

export interface JobEntry {
  job: string
  matrix: Entries
  result: 'success' | 'failure' | 'cancelled'
  /** Of the job, evaluated: with `environment`, `timeout-minutes`, `concurrency`, `permissions`. */
  settings: Entries
  containers: Container[]
  steps: StepNote[]
  calls: NpmCall[]
  summary: string
  /** Files that stand in the workspace although nobody put them there. */
  strange: string[]
}

export interface Run {
  happening: Happening
  entries: JobEntry[]
  result: 'success' | 'failure'
  concurrency: Value
}

export const TOKEN = 'made-up-token-for-production'

export interface World {
  project: ReadonlyMap<string, string>
  /** Scripts that fail: `test`, `lint`, `test@22`. */
  red: readonly string[]
}

type Result = 'success' | 'failure' | 'skipped'

export async function runJobs(workflow: Entries, happening: Happening, world: World): Promise<Run> {
  const jobs = entriesOf(workflow['jobs'])
  const outer = { github: happening.github, vars: {}, inputs: {}, secrets: { GITHUB_TOKEN: 'made-up-github-token' } }
  const fine = { failed: false, skipped: false }
  const scopeOf = (contexts: Entries): Scope => ({ contexts, standing: fine, files: new Map() })
  const results = new Map<string, Result>()
  const outputs = new Map<string, Entries>()
  const entries: JobEntry[] = []
  const env = entriesOf(resolve(workflow['env'], scopeOf(outer)))

  for (const id of inOrder(jobs)) {
    const job = entriesOf(jobs[id])
    const needs = listOf(job['needs']).map(textOf)
    const before = needs
      .flatMap((each) => [each, ...allNeeds(jobs, each)])
      .map((each) => results.get(each) ?? 'skipped')
    const standing = { failed: before.includes('failure'), skipped: before.includes('skipped') }
    const needed = Object.fromEntries(
      needs.map((each) => [each, { result: results.get(each) ?? 'skipped', outputs: outputs.get(each) ?? {} }]),
    )
    const contexts = { ...outer, env, needs: needed }
    if (!holds(job['if'], { ...scopeOf(contexts), standing })) {
      results.set(id, 'skipped')
      continue
    }
    const strategy = entriesOf(resolve(job['strategy'], scopeOf(contexts)))
    const done: JobEntry[] = []
    for (const matrix of entriesOfMatrix(strategy['matrix'] ?? null)) {
      const worked = await workOffEntry({
        id,
        job,
        workflow,
        matrix,
        contexts: { ...contexts, matrix, strategy },
        world,
      })
      outputs.set(id, worked.outputs)
      done.push(worked.entry)
    }
    if (strategy['fail-fast'] !== false && done.some(({ result }) => result === 'failure')) cancelOthers(done)
    results.set(
      id,
      done.some(({ result, settings }) => result === 'failure' && !isTrue(settings['continue-on-error'] ?? null))
        ? 'failure'
        : 'success',
    )
    entries.push(...done)
  }
  const failed = [...results.values()].includes('failure')
  return {
    happening,
    entries,
    result: failed ? 'failure' : 'success',
    concurrency: resolve(workflow['concurrency'], scopeOf(outer)),
  }
}

interface EntryOrder {
  id: string
  job: Entries
  workflow: Entries
  matrix: Entries
  contexts: Entries
  world: World
}

async function workOffEntry({ id, job, workflow, matrix, contexts, world }: EntryOrder) {
  const fine = { failed: false, skipped: false }
  const { steps: _steps, outputs, services, if: _if, needs: _needs, strategy: _strategy, env, defaults, ...own } = job
  const outside: Scope = { contexts, standing: fine, files: new Map() }
  const settings = entriesOf(resolve(own, outside))
  const containers = containersOf(resolve(services, outside))
  const secrets = {
    ...entriesOf(contexts['secrets']),
    ...(environmentOf(settings) === 'production' ? { DEPLOY_TOKEN: TOKEN } : {}),
  }
  const inside: Entries = {
    ...contexts,
    secrets,
    runner: { os: 'Linux', arch: 'X64', temp: '/tmp' },
    job: {
      status: 'success',
      services: Object.fromEntries(containers.map(({ name, ports }) => [name, { id: name, ports }])),
    },
  }
  const jobEnv = entriesOf(resolve(env, { ...outside, contexts: inside }))
  inside['env'] = { ...entriesOf(contexts['env']), ...jobEnv }
  const runner = new Runner(world.project, entriesOf(contexts['github'])['event'] ?? null, world.red)
  try {
    const ways = { ...entriesOf(entriesOf(workflow['defaults'])['run']), ...entriesOf(entriesOf(defaults)['run']) }
    const permissions = settings['permissions'] ?? workflow['permissions'] ?? 'not said'
    const worked = await workOff(job, { runner, contexts: inside, ways, permissions })
    const scope: Scope = { contexts: { ...inside, steps: worked.outputs }, standing: fine, files: new Map() }
    const entry: JobEntry = {
      job: id,
      matrix,
      result: worked.failed ? 'failure' : 'success',
      settings: { ...settings, permissions },
      containers,
      steps: worked.notes,
      calls: runner.calls,
      summary: runner.summary,
      strange: runner.has('pwned') ? ['pwned'] : [],
    }
    return { entry, outputs: entriesOf(resolve(outputs, scope)) }
  } finally {
    runner.remove()
  }
}

/** One that failed ends those that have not: they are all taken for unfinished. */
function cancelOthers(entries: JobEntry[]): void {
  for (const entry of entries) if (entry.result !== 'failure') entry.result = 'cancelled'
}

export function environmentOf(settings: Entries): string {
  const environment = settings['environment']
  return textOf(typeof environment === 'string' ? environment : entriesOf(environment)['name'])
}

function allNeeds(jobs: Entries, id: string, seen: string[] = []): string[] {
  const direct = listOf(entriesOf(jobs[id])['needs']).map(textOf)
  return direct.flatMap((each) => (seen.includes(each) ? [] : [each, ...allNeeds(jobs, each, [...seen, each])]))
}

/** Each after those that it needs. */
function inOrder(jobs: Entries): string[] {
  const order: string[] = []
  const visit = (id: string) => {
    if (order.includes(id)) return
    for (const each of allNeeds(jobs, id)) if (each !== id && each in jobs && !order.includes(each)) visit(each)
    order.push(id)
  }
  for (const id of Object.keys(jobs)) visit(id)
  return order
}
