/** The learner's workflow, and the runs of it: each once, however many checks ask for it. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, projectFiles } from 'backend-workbook/check'
import { parseDocument } from 'yaml'
import { type Happening, pullRequest, push } from './actions/happenings.ts'
import { type JobEntry, type Run, runJobs } from './actions/jobs.ts'
import { starts } from './actions/triggers.ts'
import { type Entries, isEntries, type Value } from './actions/values.ts'

export const PATH = '.github/workflows/ci.yml'

/** Text for a shell to fall for. None of it is more than text. */
export const HOSTILE = `Two  spaces * 50% "off"; touch pwned; echo " $(touch pwned) \`touch pwned\` '; touch pwned; '`
const HOSTILE_BRANCH = ['$(touch', '{IFS}pwned)'].join('$')

export const PUSHED = push()
export const ASKED = pullRequest()
export const ASKED_BY_STRANGERS = pullRequest({ number: 8, title: HOSTILE, branch: HOSTILE_BRANCH })

export function workflowText(): string {
  const file = projectFiles({ hidden: true }).find(({ path }) => path === PATH)
  if (!file) throw new Error(`there is no ${PATH}`)
  return file.text
}

export function workflow(): Entries {
  const document = parseDocument(workflowText())
  const [trouble] = document.errors
  if (trouble) throw new Error(`${PATH} is no YAML: ${trouble.message}`)
  const value = document.toJS() as Value
  if (!isEntries(value) || !isEntries(value['jobs'])) throw new Error(`${PATH} has no jobs`)
  return value
}

const GIVEN = new URL('../../../exercises/27-ci-cd/workflow/', import.meta.url)

function givenProject(folder = GIVEN, under = ''): [string, string][] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules') return []
    if (entry.isDirectory()) return givenProject(new URL(`${entry.name}/`, folder), `${under}${entry.name}/`)
    return [[under + entry.name, readFileSync(new URL(entry.name, folder), 'utf8')]]
  })
}

const runs = new Map<string, Promise<Run | undefined>>()

/** Undefined where it does not start the workflow. Scripts in `red` fail: `lint`, `test@22`. */
export function runFor(happening: Happening, red: string[] = [], lock = ''): Promise<Run | undefined> {
  const key = JSON.stringify([happening.github, red, lock])
  const known = runs.get(key)
  if (known) return known
  const file = workflow()
  const run = starts(file['on'], happening)
    ? runJobs(file, happening, {
        project: new Map([...givenProject(), ...(lock ? [['package-lock.json', lock] as const] : [])]),
        red,
      })
    : Promise.resolve(undefined)
  runs.set(key, run)
  return run
}

/** What follows looks at runs that are there. */
export async function runThatStarts(happening: Happening, red: string[] = [], lock = ''): Promise<Run> {
  const run = await runFor(happening, red, lock)
  expect(run ? 'starts' : 'starts nothing', `${happening.says} (item 2, the triggers, comes first)`).toBe('starts')
  return run as Run
}

/** The run of everything that is as it should be: green. */
export async function greenRun(happening: Happening): Promise<Run> {
  const run = await runThatStarts(happening)
  expect(troubleOf(run), `${happening.says}: steps that fail although lint and tests are green`).toEqual([])
  return run
}

export function troubleOf({ entries }: Run): string[] {
  return entries.flatMap((entry) =>
    entry.steps
      .filter(({ outcome }) => outcome === 'failure')
      .map(({ uses, script, says }) => `${nameOf(entry)}: ${uses || script.trim()}: ${says}`),
  )
}

export function nameOf({ job, matrix }: JobEntry): string {
  const values = Object.values(matrix).map((value) => JSON.stringify(value))
  return values.length > 0 ? `${job} (${values.join(', ')})` : job
}

/** The entries of jobs in which npm was asked for this. */
export function entriesWith(run: Run, script: string): JobEntry[] {
  return run.entries.filter(({ calls }) => calls.some(({ name }) => name === script))
}
