import { checksum } from '../src/checksum.ts'
import type { Exercise } from '../src/engine/course/model.ts'
import type { EventOf } from './schema.ts'

/**
 * Whether an exercise has checks today that its last pass did not meet. Records from before titles were kept tell only how
 * many checks there were.
 */
export function isEarlierVersion(
  { checks = [] }: Pick<Exercise, 'checks'>,
  pass: Pick<EventOf<'attempt'>, 'passed' | 'failing' | 'checks'>,
): boolean {
  if (!pass.passed) return pass.checks < checks.length
  // A project may pass without all of its checks: those that failed were there, too.
  const met = new Set([...pass.passed, ...pass.failing].map(checksum))
  return checks.some((title) => !met.has(title))
}
