/** What the checks and the process that runs a learner's tests say to each other. */

/** One run of a learner's tests. */
export interface SuiteOrder {
  /** All modules, by path relative to the project. */
  modules: Record<string, string>
  /** The test files among them, in this order. */
  tests: string[]
  conditions: Conditions
}

/** Where and when tests run. Every test that stands on its own passes under all of them. */
export interface Conditions {
  /** Of the tests in a file: as written, the last one first, or shuffled by this number. */
  order?: 'written' | 'reversed' | number
  /** A time zone, such as `Pacific/Auckland`. */
  timeZone?: string
  /** What the clock shows when the run begins: a time as text. */
  now?: string
  /** How many times longer timers take that tests wait for. Default 1. */
  slower?: number
  /** A port that another program has already. */
  takenPort?: number
  /** Files that have changed: test files that do not import them, at any remove, are left out, and the nearest come first. */
  changed?: string[]
  /** For who only wants to know whether any test fails. */
  stopAtFailure?: boolean
  /** These files of tests and no others. */
  only?: string[]
}

export interface SuiteTest {
  file: string
  /** With the groups that it is in: `orders > refuses an empty order`. */
  name: string
  state: 'passed' | 'failed' | 'skipped'
  message?: string
  /** How many assertions were made, by any library that is known here. */
  assertions: number
  /** It ended while an assertion was still waiting for a promise. */
  isUnsettled?: boolean
  /** It asks to be tried again when it fails. */
  isRetried?: boolean
}

export interface SuiteReport {
  tests: SuiteTest[]
  /** What went wrong outside of tests: files that did not load, hooks, errors that nobody waited for. */
  problems: { file: string; message: string }[]
  /** Test files that have left a server listening. */
  leftListening: string[]
  /** Ports that tests have asked for by number. */
  fixedPorts: number[]
  /** `hung`: the process had to be killed; `died`: it ended by itself. */
  end: 'ended' | 'hung' | 'died'
}

export interface HostAnswer {
  token: string
  /** None while there is more to come. */
  report?: SuiteReport
}

export interface HostRequest {
  token: string
  order: SuiteOrder
}
