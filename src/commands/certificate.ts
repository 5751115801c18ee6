import { join, resolve } from 'node:path'
import { composeCertificate } from '../engine/certificate/compose.ts'
import { certificatePaths } from '../engine/certificate/paths.ts'
import { presentChecks } from '../engine/certificate/present.ts'
import { saveFiles } from '../engine/save-files.ts'
import { EXIT, Problem } from '../problem.ts'
import { toType } from '../to-type.ts'
import { certificatePage } from '../ui/certificate/page.ts'
import { renderWritten, writtenJson } from '../ui/certificate/written.ts'
import { lookOf } from '../ui/terminal/look.ts'
import type { World } from '../world.ts'
import { type VerifyOptions, verify } from './certificate/verify.ts'
import { openLearner } from './parts/learner.ts'
import { shownPath } from './parts/shown-path.ts'
import { circumstancesOf, provedBy } from './parts/statement.ts'

interface Options extends VerifyOptions {
  name?: string
  out?: string
  force?: boolean
}

/** `course certificate`: writes what is proved, check by check; `verify <file>`: whether one was changed since. */
export async function run([action, file]: string[], options: Options, world: World): Promise<number> {
  if (action === 'verify') return verify(file, options, world)
  if (action === undefined) return write(options, world)
  throw new Problem(
    `A certificate is written or verified; there is no "${action}".`,
    `For example: ${toType('certificate')}, or: ${toType('certificate verify certificate.json')}`,
    { code: 'usage' },
  )
}

async function write({ name, out, force = false, json = false }: Options, world: World): Promise<number> {
  const learner = await openLearner(world)
  const circumstances = circumstancesOf(learner.course.root, name, world)
  const certificate = composeCertificate(provedBy(learner, presentChecks(learner.course)), circumstances)
  if (certificate.statement.days.length === 0) {
    throw new Problem('Nothing is proved yet, so there is nothing to certify.', `Begin with: ${toType('next')}`, {
      exitCode: EXIT.notYet,
    })
  }
  const paths = certificatePaths(
    out === undefined ? join(learner.workbook.root, 'certificate') : resolve(world.cwd, out),
  )
  const { replaced } = saveFiles(
    [
      { path: paths.json, content: `${JSON.stringify(certificate, null, 2)}\n` },
      { path: paths.html, content: certificatePage(certificate) },
    ],
    force,
    'certificate --out <file>',
  )
  const open = learner.progress.gates.filter(({ status }) => status !== 'passed')
  const view = {
    certificate,
    json: shownPath(paths.json, world),
    html: shownPath(paths.html, world),
    replaced,
    open: open.map(({ gate, title }) => `gate ${gate}, ${title}`),
  }
  world.stdout.write(json ? writtenJson(view) : renderWritten(view, lookOf(world)))
  return EXIT.ok
}
