// Times from saving a file to the verdict, of any process that watches it.
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Time between saves, so that the watcher is idle when the next one comes. */
const REST_MS = 900
const LONGEST_MS = 30_000

/** Starts a watcher and waits for its first verdict; `verdict` matches what it prints at the end of a run. */
export async function startWatcher({ command, args, options, verdict }) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true, ...options })
  let text = ''
  let seen = () => {}
  const onData = (chunk) => {
    text += chunk
    if (verdict.test(text)) seen()
  }
  child.stdout.on('data', onData)
  child.stderr.on('data', onData)
  const nextVerdict = () =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no verdict within 30 s:\n${text}`)), LONGEST_MS)
      seen = () => {
        clearTimeout(timer)
        text = ''
        seen = () => {}
        resolve(undefined)
      }
    })
  await nextVerdict()
  let saves = 0
  return {
    async timeSave(file, source) {
      await sleep(REST_MS)
      const verdictSeen = nextVerdict()
      const start = performance.now()
      saves += 1
      writeFileSync(file, `${source}\n// save ${saves}\n`)
      await verdictSeen
      return performance.now() - start
    },
    stop() {
      process.kill(-child.pid, 'SIGKILL')
    },
  }
}
