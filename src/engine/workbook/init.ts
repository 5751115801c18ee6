import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '../../problem.ts'
import { shellWord } from '../../shell-word.ts'
import { toType } from '../../to-type.ts'
import type { Course } from '../course/model.ts'
import { checkCourse } from './course-of.ts'
import { ensureDay } from './ensure-day.ts'
import { type Furnished, furnish } from './furnish.ts'
import { isWorkbook, type Workbook } from './workbook.ts'

export interface InitResult extends Furnished {
  root: string
  wasWorkbook: boolean
  /** A package.json of its own lists what editors need: `npm install` is the next step. */
  needsInstall: boolean
  /** A package.json that was there and makes Node read .ts files as CommonJS. */
  notModule: boolean
}

/**
 * Makes a folder a workbook, with the starters of the first day. Overwrites nothing.
 * @throws Problem when it is a file, cannot be written to, or is the workbook of another course
 */
export function initWorkbook(workbook: Workbook, course: Course): InitResult {
  const { root } = workbook
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new Problem(
      `${shellWord(root)} is a file, and a workbook is a folder.`,
      `Choose another name: \`${toType('init <dir>')}\`.`,
    )
  }
  const wasWorkbook = isWorkbook(root)
  checkCourse(root, course)
  const furnished = furnish(workbook, course)
  const first = course.days.find((day) => day.exercises.length > 0)
  const starters = first ? ensureDay(workbook, course, first).added : []
  const manifest = readManifest(root)
  return {
    root,
    wasWorkbook,
    added: [...furnished.added, ...starters],
    kept: furnished.kept,
    needsInstall: furnished.added.includes('package.json') && !existsSync(join(root, 'node_modules')),
    notModule: manifest !== undefined && manifest.type !== 'module',
  }
}

function readManifest(root: string): { type?: unknown } | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    return typeof manifest === 'object' && manifest !== null ? manifest : undefined
  } catch {
    return undefined
  }
}
