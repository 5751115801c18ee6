import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Course } from '../course/model.ts'
import { toolVersion } from '../course/open.ts'
import { digestOf } from '../workbook/digest.ts'

/** What decides over a verdict beside the submission and Node.js. */
export interface Decides {
  course: Pick<Course, 'root'>
  packageRoot: string
}

/** SHA-256 of course.yaml, lessons, starters and checks, and of the version of this tool, in hexadecimal digits. */
export function digestOfAll({ course, packageRoot }: Decides): string {
  const hash = createHash('sha256').update(`${toolVersion(packageRoot)}\n`)
  for (const name of ['course.yaml', 'lessons', 'exercises', 'checks']) {
    const path = join(course.root, name)
    hash.update(`${name} ${existsSync(path) ? digestOf(path) : 'none'}\n`)
  }
  return hash.digest('hex')
}
