import { examine } from '../engine/doctor/examine.ts'
import { EXIT, Problem } from '../problem.ts'
import { type Installed, installMongod } from '../services/mongodb/install.ts'
import { renderDoctor } from '../ui/doctor.ts'
import { lookOf } from '../ui/look.ts'
import type { World } from '../world.ts'

interface Options {
  json?: boolean
  /** A service to be downloaded; only MongoDB can be. */
  install?: string
}

export async function run(_args: string[], options: Options, world: World): Promise<number> {
  if (options.install !== undefined) return install(options.install, options, world)
  const findings = await examine(world)
  const missing = findings.some(({ status }) => status === 'missing')
  world.stdout.write(
    options.json ? `${JSON.stringify({ ok: !missing, findings }, null, 2)}\n` : renderDoctor(findings, lookOf(world)),
  )
  return missing ? EXIT.notYet : EXIT.ok
}

async function install(service: string, { json }: Options, world: World): Promise<number> {
  if (service !== 'mongodb') {
    throw new Problem(
      `The course cannot download "${service}".`,
      'Only MongoDB can be: course doctor --install mongodb. What else is used, course doctor says.',
    )
  }
  const say = (text: string) => world.stderr.write(`${text}\n`)
  const installed = await installMongod({ ...world, say })
  world.stdout.write(json ? `${JSON.stringify({ ok: true, ...installed }, null, 2)}\n` : told(installed))
  return EXIT.ok
}

function told({ path, version, wasThere }: Installed): string {
  if (wasThere) return `MongoDB ${version} is here already, at ${path}. Nothing was downloaded.\n`
  return `MongoDB ${version} is here, at ${path}.\nExercises use it from now on. Remove that file to be rid of it.\n`
}
