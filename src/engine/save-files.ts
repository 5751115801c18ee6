import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { sayFileError } from '../file-error.ts'
import { makeFolder } from '../make-folder.ts'
import { Problem } from '../problem.ts'
import { shellWord } from '../shell-word.ts'
import { toType } from '../to-type.ts'

export interface NewFile {
  path: string
  content: string | Uint8Array
}

/**
 * Writes files whole: each aside first, then renamed in. Says whether one was there before.
 * @param command that names another place for them: `certificate --out <file>`
 * @throws Problem when one is there and `force` is not set, or when they cannot be written; nothing is changed then
 */
export function saveFiles(files: readonly NewFile[], force: boolean, command: string): { replaced: boolean } {
  const there = files.filter(({ path }) => existsSync(path)).map(({ path }) => path)
  const folder = there.find((path) => statSync(path).isDirectory())
  if (folder !== undefined)
    throw new Problem(`${shellWord(folder)} is a folder.`, `Name another place: ${toType(command)}`)
  if (there.length > 0 && !force) {
    throw new Problem(
      `${there.map((path) => shellWord(path)).join(' and ')} ${there.length === 1 ? 'is' : 'are'} there already, and nothing was written.`,
      `Replace it with --force, or name another place: ${toType(command)}`,
    )
  }
  const aside = files.map(({ path, content }) => ({ path, content, temporary: `${path}.${process.pid}.new` }))
  try {
    for (const { temporary, content } of aside) writeFileSync(temporary, content)
    for (const { temporary, path } of aside) renameSync(temporary, path)
  } catch (error) {
    for (const { temporary } of aside) rmSync(temporary, { force: true })
    throw cannotWrite(error, files[0]?.path ?? '', command)
  }
  return { replaced: there.length > 0 }
}

/**
 * A folder for such files, made where it is not there.
 * @throws Problem when it cannot be made
 */
export function folderFor(folder: string, command: string): void {
  if (existsSync(folder) && !statSync(folder).isDirectory()) {
    throw new Problem(
      `${shellWord(folder)} is a file, not a folder.`,
      `Name a place that you can write to: ${toType(command)}`,
    )
  }
  try {
    makeFolder(folder)
  } catch (error) {
    throw cannotWrite(error, folder, command)
  }
}

function cannotWrite(error: unknown, path: string, command: string): unknown {
  if (!(error instanceof Error && 'code' in error)) return error
  return new Problem(
    error.code === 'ENOENT'
      ? `The folder ${shellWord(dirname(path))} is not there.`
      : `${shellWord(path)} cannot be written: ${sayFileError(error)}.`,
    `Name a place that you can write to: ${toType(command)}`,
    { cause: error },
  )
}
