// Timing in pairs: A B A B …, so that a machine that slows down slows both, and the ratio holds.
import { spawn } from 'node:child_process'

/** Milliseconds from start to end of a process. Throws when it fails. */
export async function timeProcess(command, args, { onOutput, ...options }) {
  const start = performance.now()
  const child = spawn(command, args, { stdio: ['ignore', onOutput ? 'pipe' : 'ignore', 'pipe'], ...options })
  child.stdout?.setEncoding('utf8').on('data', onOutput)
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${stderr}`)
  return performance.now() - start
}

/** Median ratio of ours to the reference over `runs` pairs, after one warm-up of each. */
export async function comparePairs(runs, ours, reference) {
  await ours()
  await reference()
  const pairs = []
  for (let i = 0; i < runs; i++) pairs.push({ ours: await ours(), reference: await reference() })
  return {
    ours: median(pairs.map((pair) => pair.ours)),
    reference: median(pairs.map((pair) => pair.reference)),
    ratio: median(pairs.map((pair) => pair.ours / pair.reference)),
  }
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
