/** One file of tests on Vitest's runner, as its dialect says, and what came of each test. */
import { stripVTControlCharacters } from 'node:util'
import { setState } from '@vitest/expect'
import { type File, type Suite, startTests, type Task, type Test, type VitestRunner } from '@vitest/runner'
import { getTests } from '@vitest/runner/utils'
import { createExpect, expect, FRESH, verifyAssertionCalls } from '../../fenced/runner/expect.ts'
import { plainFailure, readThrown, sentenceOf, shortened } from '../../fenced/thrown.ts'
import { stretched } from '../in-time.ts'
import { assertionsMade, counted, forgetAssertions } from './counting.ts'
import type { Conditions, SuiteReport, SuiteTest } from './messages.ts'

const TEST_MS = 1500
const HOOK_MS = 1500
const LONGEST_MESSAGE = 400

type Result = Pick<SuiteReport, 'tests' | 'problems'>

interface Run {
  file: string
  conditions: Conditions
  load: () => Promise<unknown>
  /** Called after each test. */
  beat: () => void
}

export async function runTests({ file, conditions, load, beat }: Run): Promise<Result> {
  const counts = new Map<string, Pick<SuiteTest, 'assertions' | 'isUnsettled'>>()
  let thrown: { error: unknown } | undefined
  let failed = false
  const runner: VitestRunner = {
    config: configOf(conditions),
    async importFile() {
      try {
        await load()
      } catch (error) {
        thrown = { error }
        throw plainFailure('did not load')
      }
    },
    onCollected: ([collected]) => {
      if (collected && conditions.order === 'reversed') reverse(collected)
    },
    onBeforeRunTask(test) {
      if (failed && conditions.stopAtFailure) test.mode = 'skip'
    },
    onBeforeTryTask() {
      forgetAssertions()
      setState({ ...FRESH }, expect)
    },
    onAfterTryTask(test) {
      counts.set(test.id, assertionsMade())
      verifyAssertionCalls(expect)
    },
    onAfterRunTask(test) {
      failed ||= test.result?.state === 'fail'
      beat()
    },
    extendTaskContext(context) {
      let own: unknown
      return Object.defineProperty(context, 'expect', {
        get: () => {
          own ??= counted(createExpect(context.task) as never)
          return own
        },
      })
    },
  }
  const [result] = await startTests([file], runner)
  const tests = result ? getTests(result).map((test) => told(file, test, counts.get(test.id))) : []
  const errors = thrown ? [thrown.error] : result ? errorsOf(result) : []
  return { tests, problems: errors.map((error) => ({ file, message: messageOf(error) })) }
}

function configOf({ order }: Conditions): VitestRunner['config'] {
  const shuffle = typeof order === 'number'
  return {
    root: '/',
    name: '',
    setupFiles: [],
    passWithNoTests: true,
    allowOnly: true,
    sequence: { shuffle, concurrent: false, seed: shuffle ? order : 0, hooks: 'stack', setupFiles: 'list' },
    chaiConfig: {},
    maxConcurrency: 5,
    testTimeout: stretched(TEST_MS),
    hookTimeout: stretched(HOOK_MS),
    retry: 0,
    includeTaskLocation: false,
    tags: [],
    strictTags: false,
  } as unknown as VitestRunner['config']
}

function reverse(suite: Suite | File): void {
  suite.tasks.reverse()
  for (const task of suite.tasks) if (task.type === 'suite') reverse(task)
}

/** Of hooks, which belong to no test. */
function errorsOf(task: Task): unknown[] {
  if (task.type === 'test') return []
  return [...(task.result?.errors ?? []), ...task.tasks.flatMap(errorsOf)]
}

function told(file: string, test: Test, count: Pick<SuiteTest, 'assertions' | 'isUnsettled'> | undefined): SuiteTest {
  const { result, mode } = test
  const state = result?.state === 'pass' ? 'passed' : result?.state === 'fail' ? 'failed' : 'skipped'
  const [error] = result?.errors ?? []
  const retry = typeof test.retry === 'number' ? test.retry : (test.retry?.count ?? 0)
  return {
    file,
    name: nameOf(test),
    state: mode === 'skip' || mode === 'todo' ? 'skipped' : state,
    ...(state === 'failed' && { message: messageOf(error) }),
    assertions: count?.assertions ?? 0,
    ...(count?.isUnsettled && { isUnsettled: true }),
    ...(retry > 0 && { isRetried: true }),
  }
}

function nameOf(test: Test): string {
  const names = [test.name]
  for (let suite = test.suite; suite; suite = suite.suite) names.unshift(suite.name)
  return names.join(' > ')
}

export function messageOf(error: unknown): string {
  return shortened(stripVTControlCharacters(sentenceOf(readThrown(error))), LONGEST_MESSAGE)
}
