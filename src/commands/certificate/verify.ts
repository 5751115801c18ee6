import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Statement } from '../../engine/certificate/certificate.ts'
import { notNamed, presentChecks } from '../../engine/certificate/present.ts'
import { readCertificate } from '../../engine/certificate/read.ts'
import type { Course } from '../../engine/course/model.ts'
import { openCourse } from '../../engine/course/open.ts'
import { EXIT, isProblem, Problem } from '../../problem.ts'
import { toType } from '../../to-type.ts'
import { type Comparison, renderVerified, verifiedJson } from '../../ui/certificate/verified.ts'
import { lookOf } from '../../ui/terminal/look.ts'
import type { World } from '../../world.ts'

export interface VerifyOptions {
  json?: boolean
}

/** Computes the digest again, and compares with the course where there is one. Exit 1 when the file was changed. */
export async function verify(file: string | undefined, { json = false }: VerifyOptions, world: World): Promise<number> {
  if (file === undefined) {
    throw new Problem('Which certificate?', `Name its file: ${toType('certificate verify certificate.json')}`, {
      code: 'usage',
    })
  }
  const read = readCertificate(file, textOf(resolve(world.cwd, file), file))
  const comparison = read.status === 'intact' ? await compare(read.statement, world) : undefined
  const view = { file, read, ...(comparison && { comparison }) }
  world.stdout.write(json ? verifiedJson(view) : renderVerified(view, lookOf(world)))
  return read.status === 'intact' ? EXIT.ok : EXIT.notYet
}

/** @throws Problem when it is not there, or cannot be read */
function textOf(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    const why = code === 'ENOENT' ? 'is not there' : code === 'EISDIR' ? 'is a folder' : `cannot be read (${code})`
    throw new Problem(`${name} ${why}.`, `Name the .json file that \`${toType('certificate')}\` wrote.`, {
      code: code === 'ENOENT' ? 'not-found' : 'could-not-run',
      cause: error,
    })
  }
}

async function compare(statement: Statement, world: World): Promise<Comparison> {
  const course = await courseHere(world)
  if (!course) return { with: 'no course' }
  const { title } = course
  if (title !== statement.course.title) return { with: 'another course', title }
  return { with: 'this course', title, notNamed: notNamed(course, presentChecks(course), statement) }
}

/** A certificate can be verified without any course. */
async function courseHere(world: World): Promise<Course | undefined> {
  try {
    return await openCourse(world)
  } catch (error) {
    if (isProblem(error)) return undefined
    throw error
  }
}
