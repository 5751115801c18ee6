import * as fs from 'node:fs'
import { dirname } from 'node:path'

type Disk = Pick<typeof fs, 'mkdirSync' | 'statSync'>

/**
 * Makes a folder and those above it; one that is there already is as good. Not Node's `recursive`: below a folder like /proc, in
 * which nothing can be made, that never ends (Node.js 20), and of a file system that is read-only it says "no such file".
 * @throws the system's error about the first folder that could not be made
 */
export function makeFolder(folder: string, disk: Disk = fs): void {
  if (statsOf(folder, disk)?.isDirectory()) return
  const above = dirname(folder)
  if (above !== folder && !statsOf(above, disk)) makeFolder(above, disk)
  try {
    disk.mkdirSync(folder)
  } catch (error) {
    // Another process may have been faster.
    if (!statsOf(folder, disk)?.isDirectory()) throw error
  }
}

function statsOf(path: string, disk: Disk): fs.Stats | undefined {
  try {
    return disk.statSync(path)
  } catch {
    return undefined
  }
}
