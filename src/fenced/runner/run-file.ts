import { setState } from '@vitest/expect'
import { startTests, type VitestRunner } from '@vitest/runner'
import { getTests } from '@vitest/runner/utils'
import type { RunReport } from '../../engine/judge/seals.ts'
import { plainFailure, readThrown, sentenceOf } from '../thrown.ts'
import { createExpect, expect, FRESH, verifyAssertionCalls } from './expect.ts'

/** Checks have limits of their own, which say more. */
const LAST_RESORT_MS = 60_000

const CONFIG = {
  root: '/',
  name: '',
  setupFiles: [],
  passWithNoTests: true,
  allowOnly: true,
  sequence: { shuffle: false, concurrent: false, seed: 0, hooks: 'stack', setupFiles: 'list' },
  chaiConfig: {},
  maxConcurrency: 5,
  testTimeout: LAST_RESORT_MS,
  hookTimeout: 10_000,
  retry: 0,
  includeTaskLocation: false,
  tags: [],
  strictTags: false,
} as unknown as VitestRunner['config']

/** Runs the tests that `load` collects, and tells how each ended. */
export async function runFile(file: string, load: () => Promise<unknown>): Promise<RunReport> {
  let thrown: { error: unknown } | undefined
  const runner: VitestRunner = {
    config: CONFIG,
    async importFile() {
      try {
        await load()
      } catch (error) {
        thrown = { error }
        // The runner reads what it is given, and what a learner throws may be a trap to whoever reads it.
        throw plainFailure('did not load')
      }
    },
    onBeforeTryTask: () => setState({ ...FRESH }, expect),
    onAfterTryTask: () => verifyAssertionCalls(expect),
    extendTaskContext(context) {
      let own: unknown
      return Object.defineProperty(context, 'expect', {
        get: () => {
          own ??= createExpect(context.task)
          return own
        },
      })
    },
  }
  const [result] = await startTests([file], runner)
  const tests = result ? getTests(result) : []
  const states = tests.map(({ name, mode, result }): States[number] => [
    name,
    STATES[result?.state ?? mode] ?? 'pending',
  ])
  const errors = thrown ? [thrown.error] : (result?.result?.errors ?? [])
  return { states, loadErrors: errors.map(describeLoadError) }
}

type States = RunReport['states']

const STATES: Record<string, States[number][1]> = { pass: 'passed', fail: 'failed', skip: 'skipped', todo: 'skipped' }

function describeLoadError(error: unknown): RunReport['loadErrors'][number] {
  const thrown = readThrown(error)
  const { stack } = thrown
  return { name: 'Error', message: sentenceOf(thrown), ...(stack !== undefined && { stack }) }
}
