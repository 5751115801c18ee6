import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '../../problem.ts'
import type { Course } from '../course/model.ts'
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
 * @throws Problem when it is a file or cannot be written to
 */
export function initWorkbook(workbook: Workbook, course: Course): InitResult {
  const { root } = workbook
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new Problem(`${root} is a file, and a workbook is a folder.`, 'Choose another name: `course init <dir>`.')
  }
  const wasWorkbook = isWorkbook(root)
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
