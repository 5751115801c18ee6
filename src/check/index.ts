/**
 * What a check file imports: `import { check, expect } from 'backend-workbook/check'`.
 *
 * @example
 * check('keeps results in the order of the input', { read: 'a-pool-not-chunks' }, async () => {
 *   expect(await mapLimit([30, 10], 2, wait), 'mapLimit([30, 10], 2, wait)').toEqual([30, 10])
 * })
 */
import { type TestContext, test } from 'vitest'
import { isAsked, isStopped, runSealed } from './fence.ts'

export { afterAll, expect, vi } from 'vitest'
export { type App, type AppOptions, sharedApp, startApp } from './app.ts'
export { Browser, type Page } from './browser.ts'
export { type Detour, detourTo, openDetour, type ServiceDetour } from './detour.ts'
export { type Forgery, type IdentityProvider, identityProvider, type Seen } from './identity-provider.ts'
export { stretched, timeLimit } from './in-time.ts'
export { type LanguageModel, languageModel } from './language-model.ts'
export { type Mail, type Mailbox, mailbox } from './mailbox.ts'
export { type ObjectStore, objectStore } from './object-store.ts'
export {
  type Attempt,
  type Fault,
  type PaymentGateway,
  paymentGateway,
  type SeenRequest,
  type SendOptions,
} from './payment-gateway.ts'
export { sharedProject, startProject } from './project.ts'
export { type ProjectFile, projectFiles } from './project-files.ts'
export { type BegunPost, beginPost, postTogether, refuses, sendBytes } from './raw.ts'
export { serviceUrl } from './service.ts'
export { type Conditions, openSuite, type Suite, type SuiteReport, type SuiteTest } from './suite/suite.ts'

export interface CheckOptions {
  /** Anchor of the lesson section to read when this check fails. */
  read: string
  /**
   * Milliseconds the check may take before it counts as never settling, on a machine that has nothing else to do: longer
   * on others. Default 2,000, at most 8,000. It says when to give up, and demands no speed.
   */
  ms?: number
  /** Of a project: the id of the requirement in its lesson that this is a check of. A literal. */
  requirement?: string
  /** Of a project: what it is worth. All points of a project make 100. A literal. */
  points?: number
}

const DEFAULT_MS = 2000
/** Vitest's own: so long that ours, or the stall timer, comes first and says more. */
const LAST_RESORT_MS = 60_000

/**
 * One promise of the exercise. `title` is a string literal and a sentence: the manifest of a verdict is read
 * from the source. A check computes for well under three seconds at a time, or the
 * stall timer ends the run.
 */
export function check(
  title: string,
  options: CheckOptions,
  body: (context: TestContext) => void | Promise<void>,
): void {
  if (!isAsked(title)) return
  const ms = options.ms ?? DEFAULT_MS
  test(title, { timeout: LAST_RESORT_MS }, async (context) => {
    context.skip(isStopped(), 'an earlier check never settled')
    await runSealed(title, ms, () => body(context))
  })
}
