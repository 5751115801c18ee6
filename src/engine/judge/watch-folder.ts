import { type FSWatcher, statSync, watch } from 'node:fs'
import { fingerprint } from './fingerprint.ts'

/** One save is several events; this long after the last of them it is whole. */
const SETTLE_MS = 10
/** For what events miss: network folders, a folder that was moved away and came back. */
const POLL_MS = 500

/**
 * Calls `onChange` when something in a folder may have changed. Watches the folder and not the files, so that editors
 * that write aside and rename are seen, and goes on when the folder goes away and comes back.
 */
export function watchFolder(folder: string, onChange: () => void): { close: () => void } {
  let watcher: FSWatcher | undefined
  let watched: number | undefined
  let seen = fingerprint(folder)
  let timer: NodeJS.Timeout | undefined

  const changed = () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      seen = fingerprint(folder)
      onChange()
    }, SETTLE_MS)
  }
  const arm = () => {
    const inode = statSync(folder, { throwIfNoEntry: false })?.ino
    if (inode === watched) return
    watcher?.close()
    watched = undefined
    if (inode === undefined) return
    try {
      watcher = watch(folder, { recursive: true }, changed)
      watcher.on('error', () => undefined)
      watched = inode
    } catch {
      // The poll below sees what happens meanwhile.
    }
  }
  const poll = setInterval(() => {
    arm()
    if (fingerprint(folder) !== seen) changed()
  }, POLL_MS)
  arm()
  return {
    close() {
      clearInterval(poll)
      clearTimeout(timer)
      watcher?.close()
    },
  }
}
