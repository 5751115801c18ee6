import { Problem } from '../src/problem.ts'
import type { StoredFile } from './schema.ts'

/** Takes a file of version `from` to version `from + 1`. Pure; must keep every entry that it does not know. */
export interface Migration {
  from: number
  migrate: (file: StoredFile) => StoredFile
}

/**
 * The steps from the oldest format to today's, in order. Empty: version 1 is the first format, so there is nothing to
 * migrate yet. The day a format changes, its step is appended here and the version rises by itself.
 */
export const migrations: readonly Migration[] = []

/** The version that a chain of migrations ends at. */
export function currentVersion(chain: readonly Migration[]): number {
  return chain.length + 1
}

/**
 * Brings a file to the current version.
 * @throws Problem when the file is from a newer version of the tool
 */
export function migrate(file: StoredFile, chain: readonly Migration[]): StoredFile {
  const current = currentVersion(chain)
  if (file.version > current) {
    throw new Problem(
      `progress.json was written by a newer version of this tool (format ${file.version}; this one reads up to ${current}).`,
      'Nothing was changed. Update this tool, for example with: npm install backend-workbook@latest',
    )
  }
  const steps = chain.filter((step) => step.from >= file.version)
  return steps.reduce((older, step) => ({ ...step.migrate(older), version: step.from + 1 }), file)
}
