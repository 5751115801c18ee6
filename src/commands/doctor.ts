import { examine } from '../engine/doctor/examine.ts'
import { linkPackages } from '../engine/workbook/course-packages.ts'
import { isWorkbook, openWorkbook } from '../engine/workbook/workbook.ts'
import { toJson } from '../json.ts'
import { EXIT, Problem } from '../problem.ts'
import { type Installed, installMongod } from '../services/mongodb/install.ts'
import { adviseRedis } from '../services/redis/install.ts'
import { shellWord } from '../shell-word.ts'
import { toType } from '../to-type.ts'
import { renderDoctor } from '../ui/setup/doctor.ts'
import { renderRedisAdvice } from '../ui/setup/redis.ts'
import { lookOf } from '../ui/terminal/look.ts'
import type { World } from '../world.ts'

interface Options {
  json?: boolean
  /** A service to be downloaded, which only MongoDB can be, or told about; or the packages of the course. */
  install?: string
}

export async function run(_args: string[], options: Options, world: World): Promise<number> {
  if (options.install !== undefined) return install(options.install, options, world)
  const findings = await examine(world)
  const missing = findings.some(({ status }) => status === 'missing')
  world.stdout.write(options.json ? toJson({ ok: !missing, findings }) : renderDoctor(findings, lookOf(world)))
  return missing ? EXIT.notYet : EXIT.ok
}

async function install(service: string, { json }: Options, world: World): Promise<number> {
  if (service === 'redis') return advise(json, world)
  if (service === 'packages') return link(json, world)
  if (service !== 'mongodb') {
    throw new Problem(
      `The course cannot download "${service}".`,
      `Only MongoDB can be: ${toType('doctor --install mongodb')}. How to get Redis says --install redis, --install packages links those of the course into your workbook, and what else is used says ${toType('doctor')}.`,
      { code: 'usage' },
    )
  }
  const say = (text: string) => world.stderr.write(`${text}\n`)
  const installed = await installMongod({ ...world, say })
  world.stdout.write(json ? toJson({ ok: true, ...installed }) : told(installed))
  return EXIT.ok
}

/** Nothing is installed, so it ends with 0 only where there was one. */
function advise(json: boolean | undefined, world: World): number {
  const advice = adviseRedis(world.env)
  const ok = advice.found?.tooOld === false
  world.stdout.write(json ? toJson({ ok, ...advice }) : renderRedisAdvice(advice))
  return ok ? EXIT.ok : EXIT.notYet
}

/** For programs of the learner's own, which find what lies in their workbook. */
function link(json: boolean | undefined, world: World): number {
  const { root } = openWorkbook(world)
  if (!isWorkbook(root)) {
    throw new Problem(`${shellWord(root)} is not a workbook yet.`, `Make it: ${toType(`init ${shellWord(root)}`)}`)
  }
  const linked = linkPackages(root, world.packageRoot)
  world.stdout.write(json ? toJson({ ok: true, linked }) : renderLinked(root, linked.length))
  return EXIT.ok
}

function renderLinked(root: string, count: number): string {
  if (count === 0) return `Programs in ${shellWord(root)} find the packages of the course already.\n`
  return `${count} packages of the course are linked into ${shellWord(root)}: programs there find them.\n`
}

function told({ path, version, wasThere }: Installed): string {
  if (wasThere) return `MongoDB ${version} is here already, at ${shellWord(path)}. Nothing was downloaded.\n`
  return `MongoDB ${version} is here, at ${shellWord(path)}.\nExercises use it from now on. Remove that file to be rid of it.\n`
}
