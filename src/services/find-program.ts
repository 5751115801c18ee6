import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The program as a shell would find it, or undefined. */
export function findProgram(
  name: string,
  env: Record<string, string | undefined>,
  elsewhere: string[] = [],
): string | undefined {
  const path = env['PATH'] ?? env['Path'] ?? ''
  const folders = [...path.split(delimiter).filter(Boolean), ...elsewhere]
  const endings = process.platform === 'win32' ? (env['PATHEXT'] ?? '.EXE;.CMD;.BAT').split(';') : ['']
  return folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending))).find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
