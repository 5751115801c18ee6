/**
 * Which packages a learner's files mean: those of the course, unless a package.json of their own asks for another. What
 * lies in folders above the workbook was put there for something else.
 */
import { existsSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import { hasPackage, isPath } from './resolve.ts'

/** Marks the learner's folder (src/engine/workbook/workbook.ts). */
const MARKER = '.course'

/** What the package.json files from a folder up to the workbook ask for; undefined outside of workbooks. */
const asked = new Map<string, Record<string, string> | undefined>()

/** Whether the package of the course is meant, by a file that imports this. */
export function meansTheCourses(specifier: string, file: string, packageRoot: string): boolean {
  if (isPath(specifier) || specifier.startsWith('#') || isBuiltin(specifier)) return false
  if (/[\\/]node_modules[\\/]/.test(file)) return false
  const own = askedBy(file)
  if (!own || Object.hasOwn(own, nameOf(specifier))) return false
  return hasPackage(specifier, join(packageRoot, 'package.json'))
}

/** Packages and their ranges, as the learner's own package.json files ask for them; undefined outside of workbooks. */
export function askedBy(file: string): Record<string, string> | undefined {
  const folder = dirname(file)
  if (!asked.has(folder)) asked.set(folder, readUpFrom(folder))
  return asked.get(folder)
}

/** `express` of `express/lib/router` */
export function nameOf(specifier: string): string {
  return /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier
}

function readUpFrom(folder: string): Record<string, string> | undefined {
  const own = packagesIn(join(folder, 'package.json'))
  if (existsSync(join(folder, MARKER))) return own
  const above = dirname(folder)
  const others = above === folder ? undefined : readUpFrom(above)
  return others && { ...others, ...own }
}

function packagesIn(file: string): Record<string, string> {
  try {
    const { dependencies, devDependencies, optionalDependencies, peerDependencies } = JSON.parse(
      readFileSync(file, 'utf8'),
    )
    return { ...peerDependencies, ...optionalDependencies, ...devDependencies, ...dependencies }
  } catch {
    return {}
  }
}
