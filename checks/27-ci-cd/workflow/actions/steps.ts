/** The steps of one job, one after the other. */
import { holds, resolve } from './expressions.ts'
import type { Scope } from './functions.ts'
import type { Runner } from './runner.ts'
import { type Entries, entriesOf, isEntries, isTrue, listOf, textOf, type Value } from './values.ts'

export interface StepNote {
  /** `actions/checkout`, or empty. */
  uses: string
  with: Entries
  /** The script as the shell gets it. */
  script: string
  outcome: 'success' | 'failure' | 'skipped'
  /** The end of what it wrote, or why it failed. */
  says: string
}

export interface Place {
  runner: Runner
  contexts: Entries
  /** `defaults.run` */
  ways: Entries
  permissions: Value
}

export async function workOff(job: Entries, { runner, contexts, ways, permissions }: Place) {
  const notes: StepNote[] = []
  const outputs: Entries = {}
  const written: Record<string, string> = {}
  let failed = false
  for (const step of listOf(job['steps']).map(entriesOf)) {
    const outer: Scope = {
      contexts: { ...contexts, steps: outputs, env: { ...entriesOf(contexts['env']), ...written } },
      standing: { failed, skipped: false },
      files: runner.files(),
    }
    const env = { ...entriesOf(outer.contexts['env']), ...entriesOf(resolve(step['env'], outer)) }
    const scope = { ...outer, contexts: { ...outer.contexts, env } }
    const runs = holds(step['if'], scope)
    const note: StepNote = runs
      ? await workOffStep(step, scope, { runner, ways, permissions, written, outputs })
      : { uses: textOf(step['uses']), with: {}, script: '', outcome: 'skipped', says: '' }
    notes.push(note)
    const isForgiven = isTrue(resolve(step['continue-on-error'], scope))
    const id = textOf(step['id'])
    if (id)
      outputs[id] = {
        outputs: {},
        ...entriesOf(outputs[id]),
        outcome: note.outcome,
        conclusion: isForgiven && note.outcome === 'failure' ? 'success' : note.outcome,
      }
    if (note.outcome === 'failure' && !isForgiven) failed = true
  }
  return { notes, outputs, failed }
}

interface Around {
  runner: Runner
  ways: Entries
  permissions: Value
  written: Record<string, string>
  outputs: Entries
}

async function workOffStep(step: Entries, scope: Scope, around: Around): Promise<StepNote> {
  const { runner, ways, written, outputs } = around
  const settings = entriesOf(resolve(step['with'], scope))
  const [uses = ''] = textOf(step['uses']).split('@')
  if (uses) {
    const trouble = act(uses.toLowerCase(), settings, around)
    return {
      uses: textOf(step['uses']),
      with: settings,
      script: '',
      outcome: trouble ? 'failure' : 'success',
      says: trouble,
    }
  }
  const script = textOf(resolve(step['run'], scope))
  const shell = textOf(resolve(step['shell'] ?? ways['shell'], scope))
  const folder = textOf(resolve(step['working-directory'] ?? ways['working-directory'], scope))
  const env = { ...variables(entriesOf(scope.contexts['github'])), ...strings(entriesOf(scope.contexts['env'])) }
  const ended = await runner.run(script, { shell, folder, env })
  Object.assign(written, ended.env)
  const id = textOf(step['id'])
  if (id) outputs[id] = { outputs: ended.outputs }
  return { uses: '', with: {}, script, outcome: ended.code === 0 ? 'success' : 'failure', says: ended.output.trim() }
}

/** What the actions do of which this exercise knows; others do nothing. Gives why it failed. */
function act(name: string, settings: Entries, { runner, permissions }: Around): string {
  if (name === 'actions/checkout') {
    if (!mayRead(permissions)) return 'checkout may not read the repository: the token lacks contents: read'
    runner.checkOut(textOf(settings['path']))
  }
  if (name === 'actions/setup-node') {
    if (isTrue(settings['cache'] ?? null) && !runner.has('package-lock.json')) {
      return 'setup-node finds no lock file in the workspace'
    }
    runner.node = textOf(settings['node-version'])
  }
  return ''
}

function mayRead(permissions: Value): boolean {
  if (!isEntries(permissions)) return true
  return ['read', 'write'].includes(textOf(permissions['contents']))
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
function variables(github: Entries): Record<string, string> {
  const names = [
    'event_name',
    'ref',
    'ref_name',
    'ref_type',
    'sha',
    'head_ref',
    'base_ref',
    'workflow',
    'repository',
    'actor',
    'run_id',
    'run_number',
    'run_attempt',
    'server_url',
  ]
  return Object.fromEntries(names.map((name) => [`GITHUB_${name.toUpperCase()}`, textOf(github[name])]))
}

function strings(env: Entries): Record<string, string> {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, textOf(value)]))
}
