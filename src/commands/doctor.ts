import { examine } from '../engine/doctor/examine.ts'
import { EXIT } from '../problem.ts'
import { renderDoctor } from '../ui/doctor.ts'
import { lookOf } from '../ui/look.ts'
import type { World } from '../world.ts'

export async function run(_args: string[], options: { json?: boolean }, world: World): Promise<number> {
  const findings = await examine(world)
  const missing = findings.some(({ status }) => status === 'missing')
  world.stdout.write(
    options.json ? `${JSON.stringify({ ok: !missing, findings }, null, 2)}\n` : renderDoctor(findings, lookOf(world)),
  )
  return missing ? EXIT.notYet : EXIT.ok
}
