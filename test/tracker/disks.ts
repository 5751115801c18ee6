import * as fs from 'node:fs'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { FileSystem } from '../../tracker/file-system.ts'

export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tracker-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A real disk on which some calls fail, as the system would say it. Root may write anywhere, so chmod would not do. */
export function brokenDisk(
  code: string,
  calls: (keyof FileSystem)[],
  when: (path: string) => boolean = () => true,
): FileSystem {
  const disk: Record<string, unknown> = { ...fs }
  for (const name of calls) {
    const real = disk[name] as (...args: unknown[]) => unknown
    disk[name] = (...args: unknown[]) => {
      if (when(String(args[0]))) throw Object.assign(new Error(`${code}: it failed, ${name}`), { code, syscall: name })
      return real(...args)
    }
  }
  return disk as unknown as FileSystem
}

/** Nothing can be written: opening for reading works, as on a mounted CD. */
export function readOnlyDisk(code: 'EROFS' | 'EACCES'): FileSystem {
  const fail = brokenDisk(code, ['mkdirSync', 'writeSync', 'renameSync', 'unlinkSync'])
  const openSync: FileSystem['openSync'] = (path, flags, mode) => {
    if (flags !== 'r') throw Object.assign(new Error(`${code}: it failed, open`), { code, syscall: 'open' })
    return fs.openSync(path, flags, mode)
  }
  return { ...fail, mkdirSync: fs.mkdirSync, openSync }
}

export class PowerCut extends Error {}

/** A disk whose process dies just before its nth call: from then on no call does anything. `calls` counts them. */
export function mortalDisk(diesBefore: number): { disk: FileSystem; calls: () => number } {
  let count = 0
  const disk: Record<string, unknown> = { ...fs }
  for (const [name, real] of Object.entries(fs)) {
    if (!name.endsWith('Sync') || typeof real !== 'function') continue
    disk[name] = (...args: unknown[]) => {
      count++
      if (count >= diesBefore) throw new PowerCut(name)
      return (real as (...args: unknown[]) => unknown)(...args)
    }
  }
  return { disk: disk as unknown as FileSystem, calls: () => count }
}
