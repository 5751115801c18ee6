import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Course } from '../course/model.ts'
import { digestOf } from '../workbook/digest.ts'

/** What decides over a verdict beside the submission: SHA-256 of course.yaml, lessons, starters and checks, in hexadecimal digits. */
export function courseDigest({ root }: Pick<Course, 'root'>): string {
  const hash = createHash('sha256')
  for (const name of ['course.yaml', 'lessons', 'exercises', 'checks']) {
    const path = join(root, name)
    hash.update(`${name} ${existsSync(path) ? digestOf(path) : 'none'}\n`)
  }
  return hash.digest('hex')
}
