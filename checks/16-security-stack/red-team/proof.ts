import { expect } from 'backend-workbook/check'
import type { Target } from '../../../exercises/16-security-stack/red-team.ts'
import type { Hole, Secrets } from './holes.ts'
import { attacked, type Witness } from './market.ts'

/** What evidence is worth, given what only the market knows. Throws where it proves nothing. */
type Judge = (evidence: unknown, secrets: Secrets, witness: Witness) => void

/** The attack proves the hole where there is one, and reports nothing where it is closed, in either way. */
export async function proves(
  name: string,
  hole: Hole,
  attack: (target: Target) => Promise<unknown>,
  judge: Judge,
): Promise<void> {
  const { evidence, secrets, witness } = await attacked(hole, 'open', attack)
  judge(evidence, secrets, witness)
  for (const [state, how] of [
    ['strict', 'the market refuses such requests'],
    ['lenient', 'the market takes such requests, and they do no harm'],
  ] as const) {
    const closed = await attacked(hole, state, attack)
    expect(closed.evidence, `${name}() where the hole is closed: ${how}`).toBe(null)
  }
}
