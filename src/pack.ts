import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A course that is a package of its own, with a command of its own. */
export interface Pack {
  root: string
  name: string
  version: string
  /** What its learners type. */
  command: string
  description?: string
}

const OWN_COMMAND = 'course'
const known = new Map<string, Pack | undefined>()

/** The package whose command was started; undefined where it was this tool's own. */
export function packOf(env: Record<string, string | undefined>): Pack | undefined {
  const root = env['COURSE_PACK']
  if (!root) return undefined
  if (!known.has(root)) known.set(root, readPack(root))
  return known.get(root)
}

/** The command that learners type: that of their course. */
export function commandName(env: Record<string, string | undefined> = process.env): string {
  return packOf(env)?.command ?? OWN_COMMAND
}

/** Undefined where the folder has no package with one command. */
export function readPack(root: string): Pack | undefined {
  try {
    const { name, version, bin, description } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    if (typeof name !== 'string') return undefined
    // As npm has it: a scope is no part of a command.
    const command = typeof bin === 'string' ? name.replace(/^@[^/]*\//, '') : Object.keys(bin ?? {})[0]
    if (command === undefined) return undefined
    return { root, name, version: String(version), command, ...(description && { description: String(description) }) }
  } catch {
    return undefined
  }
}
