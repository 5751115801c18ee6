/** `expect` as Vitest puts it together from its parts, without snapshots. */
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  addCustomEqualityTesters,
  ChaiStyleAssertions,
  chai,
  customMatchers,
  type ExpectStatic,
  GLOBAL_EXPECT,
  getState,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  type MatcherState,
  setState,
} from '@vitest/expect'
import { getCurrentTest, type Test } from '@vitest/runner'
import { layDecoys } from '../decoys.ts'
import { fortifyMatchers } from './matchers.ts'
import { createPoll } from './poll.ts'
import { store } from './store.ts'

for (const plugin of [JestExtend, JestChaiExpect, ChaiStyleAssertions, JestAsymmetricMatchers]) chai.use(plugin)

/** Before each check. */
export const FRESH: Partial<MatcherState> = {
  assertionCalls: 0,
  isExpectingAssertions: false,
  isExpectingAssertionsError: null,
  expectedAssertionsNumber: null,
  expectedAssertionsNumberErrorGen: null,
}

/** @param owner the check that it belongs to; without one, that which is running */
export function createExpect(owner?: Test): ExpectStatic {
  const expect = ((value: unknown, message?: string) => {
    setState({ assertionCalls: getState(expect).assertionCalls + 1 }, expect)
    const assertion = chai.expect(value, message)
    const test = owner ?? getCurrentTest()
    return test ? Reflect.get(assertion, 'withTest').call(assertion, test) : assertion
  }) as ExpectStatic
  Object.assign(expect, chai.expect, Reflect.get(store, ASYMMETRIC_MATCHERS_OBJECT))
  setState({ ...FRESH }, expect)
  Object.assign(expect, {
    getState: () => getState(expect),
    setState: (state: Partial<MatcherState>) => setState(state, expect),
    assert: chai.assert,
    extend: (matchers: object) => Reflect.get(chai.expect, 'extend')(expect, matchers),
    addEqualityTesters: addCustomEqualityTesters,
    soft: (value: unknown, message?: string) => {
      const assertion = expect(value, message)
      return Reflect.get(assertion, 'withContext').call(assertion, { soft: true })
    },
    poll: createPoll(expect),
    unreachable: (message?: string) => chai.assert.fail(`expected ${message ? `"${message}" ` : ''}not to be reached`),
    assertions(expected: number) {
      const given = new Error('expect.assertions')
      const expectedAssertionsNumberErrorGen = () => {
        given.message = `expected number of assertions to be ${expected}, but got ${getState(expect).assertionCalls}`
        return given
      }
      setState({ expectedAssertionsNumber: expected, expectedAssertionsNumberErrorGen }, expect)
    },
    hasAssertions() {
      const isExpectingAssertionsError = new Error('expected any number of assertion, but got none')
      setState({ isExpectingAssertions: true, isExpectingAssertionsError }, expect)
    },
  })
  expect.extend(customMatchers)
  fortifyMatchers()
  return expect
}

/** What the check said of the number of its assertions, when it has ended. @throws when it is not so */
export function verifyAssertionCalls(expect: ExpectStatic): void {
  const state = getState(expect)
  const { assertionCalls, expectedAssertionsNumber: expected, isExpectingAssertions } = state
  if (expected !== null && assertionCalls !== expected) throw state.expectedAssertionsNumberErrorGen?.()
  if (isExpectingAssertions && assertionCalls === 0) throw state.isExpectingAssertionsError
}

export const expect = createExpect()
Reflect.set(store, GLOBAL_EXPECT, expect)
layDecoys()
