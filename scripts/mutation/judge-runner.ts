/**
 * A test runner for StrykerJS: one mutant is one verdict, given by the judge that learners get. So endless loops meet
 * the stall timer, servers run in a process of their own, services come along, and code that throws while it loads is
 * noticed.
 */
import { join } from 'node:path'
import type { StrykerOptions } from '@stryker-mutator/api/core'
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin'
import {
  type DryRunOptions,
  type DryRunResult,
  DryRunStatus,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestResult,
  type TestRunner,
  TestStatus,
} from '@stryker-mutator/api/test-runner'
import { type FoundExercise, findExercise } from '../../src/engine/course/find.ts'
import { loadCourse } from '../../src/engine/course/load.ts'
import type { Course } from '../../src/engine/course/model.ts'
import { type Judge, openJudge } from '../../src/engine/judge/judge.ts'
import type { Verdict } from '../../src/engine/judge/verdict.ts'
import { withCoverage } from './coverage.ts'
import { hideEnvironment } from './header.ts'
import { solutionOf } from './mutants.ts'

/** What Stryker's instrumented code reads. */
const ACTIVE_MUTANT = '__STRYKER_ACTIVE_MUTANT__'
/** The stall timer's time; it knows when the machine is only busy. */
const STALLED_MS = 3000
/** How often a machine may be too busy to tell, before this gives up. */
const TRIES = 10
/** Of the checks that caught mutants of the same file, the latest so many are asked before all are. */
const FIRST = 5
const packageRoot = join(import.meta.dirname, '..', '..')

class JudgeRunner implements TestRunner {
  static inject = tokens(commonTokens.options)
  readonly #course: Course
  readonly #found: FoundExercise
  /** Read whenever a fence is started. */
  readonly #env: Record<string, string | undefined> = { ...process.env, COURSE_STOP_AT_FIRST: '1' }
  readonly #judge: Judge
  /** By file, the titles of checks, the latest first. */
  readonly #caughtBy = new Map<string, string[]>()

  constructor(options: StrykerOptions) {
    const { courseRoot, exercise } = options['judged'] as { courseRoot: string; exercise: string }
    this.#course = loadCourse(courseRoot)
    this.#found = findExercise(this.#course, exercise)
    this.#judge = openJudge({ packageRoot, env: this.#env })
  }

  capabilities() {
    return { reloadEnvironment: true }
  }

  async dryRun({ files = [] }: DryRunOptions): Promise<DryRunResult> {
    hideEnvironment(files)
    const { result: verdict, covered } = await withCoverage(files, this.#env, () => this.#verdict())
    if (verdict.status !== 'passed') {
      return { status: DryRunStatus.Error, errorMessage: `The solution is not right: ${describe(verdict)}` }
    }
    const tests = verdict.checks.map(({ title, ms = 0 }): TestResult => {
      return { id: title, name: title, timeSpentMs: ms, status: TestStatus.Success }
    })
    return { status: DryRunStatus.Complete, tests, mutantCoverage: { static: covered, perTest: {} } }
  }

  async mutantRun({ activeMutant }: MutantRunOptions): Promise<MutantRunResult> {
    this.#env[ACTIVE_MUTANT] = activeMutant.id
    const caughtBy = this.#caughtBy.get(activeMutant.fileName) ?? []
    const quick = caughtBy.length > 0 ? await this.#verdict(caughtBy) : undefined
    const first = quick?.status === 'failed' || quick?.status === 'crashed' ? quick : await this.#verdict()
    // A busy machine can make an answer come late. That code never yields is certain at once.
    const verdict = first.status === 'timed-out' && first.afterMs < STALLED_MS ? await this.#verdict() : first
    const nrOfTests = verdict.checks.length
    if (verdict.status === 'inconclusive') return { status: MutantRunStatus.Error, errorMessage: describe(verdict) }
    if (verdict.status === 'passed') return { status: MutantRunStatus.Survived, nrOfTests }
    if (verdict.status === 'timed-out') return { status: MutantRunStatus.Timeout, reason: describe(verdict) }
    const killedBy = verdict.checks.filter(({ status }) => status === 'failed').map(({ title }) => title)
    if (this.#isSlow)
      this.#caughtBy.set(activeMutant.fileName, [...new Set([...killedBy, ...caughtBy])].slice(0, FIRST))
    return { status: MutantRunStatus.Killed, killedBy, nrOfTests, failureMessage: describe(verdict) }
  }

  async dispose() {
    await this.#judge.close()
  }

  /** Its checks ask a process of its own, so it pays to ask the likely ones first. */
  get #isSlow(): boolean {
    return this.#found.exercise.kind !== 'module'
  }

  /** One that says something of the mutant: where other programs had the processors, it is judged again. */
  async #verdict(only?: string[]): Promise<Verdict> {
    for (let tries = 1; ; tries += 1) {
      const verdict = await this.#run(only)
      if (verdict.status !== 'inconclusive' || tries === TRIES) return verdict
    }
  }

  /** Stryker starts this process in the sandbox, where the mutants are. */
  #run(only: string[] | undefined): Promise<Verdict> {
    const { day, exercise } = this.#found
    const path = join(process.cwd(), solutionOf(day, exercise)).replace(/[\\/]$/, '')
    return this.#judge.judge({ course: this.#course, day, exercise, target: { kind: 'file', path }, only })
  }
}

function describe(verdict: Verdict): string {
  const failed = verdict.checks
    .filter(({ status }) => status === 'failed')
    .map(({ title, message }) => `${title}: ${message}`)
  const reason = 'message' in verdict ? verdict.message : (failed[0] ?? '')
  return `${verdict.status} ${reason}`.trim()
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'judge', JudgeRunner)]

export const strykerValidationSchema = {
  properties: {
    judged: {
      type: 'object',
      properties: { courseRoot: { type: 'string' }, exercise: { type: 'string' } },
      required: ['courseRoot', 'exercise'],
    },
  },
}
