// A file of 300 MB, and a program that counts its line breaks: once it reads the file whole, once in pieces. Each runs
// in a process of its own and writes down how much memory it has, every 25 ms.
// Look for: the shape. One line climbs to the size of the file, the other does not know how large the file is.
import { spawnSync } from 'node:child_process'
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const MEGABYTES = 300
const COLUMNS = 50

const watch = `
  const seen = []
  const start = performance.now()
  const now = () => Math.round(performance.now() - start)
  const look = () => seen.push([now(), Math.round(process.memoryUsage.rss() / 2 ** 20)])
  look()
  const timer = setInterval(look, 25)
  const count = (bytes) => { for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines += 1 }
  let lines = 0
`
const report = `
  look()
  clearInterval(timer)
  console.log(JSON.stringify({ seen, ms: now(), lines }))
`
const programs = {
  'count(await readFile(path))': `
    import { readFile } from 'node:fs/promises'
    ${watch}
    count(await readFile(process.argv[1]))
    ${report}`,
  'for await (const piece of createReadStream(path)) count(piece)': `
    import { createReadStream } from 'node:fs'
    ${watch}
    for await (const piece of createReadStream(process.argv[1])) count(piece)
    ${report}`,
}

interface Report {
  seen: [ms: number, mb: number][]
  ms: number
  lines: number
}

/** A file that is all holes: it has its size, and the disk need not write it. */
function makeFile(path: string): void {
  const file = openSync(path, 'w')
  ftruncateSync(file, MEGABYTES * 2 ** 20)
  closeSync(file)
}

const folder = mkdtempSync(join(tmpdir(), 'memory-demo-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
const path = join(folder, 'large.bin')
makeFile(path)

for (const [title, program] of Object.entries(programs)) {
  const { stdout, stderr, error } = spawnSync(process.execPath, ['--input-type=module', '-e', program, path], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  if (!stdout) throw new Error(`the program said nothing: ${error?.message ?? stderr}`)
  const { seen, ms } = JSON.parse(stdout) as Report
  console.log(`\n${title}`)
  // At most ten of the moments, evenly spread, and the last.
  const step = Math.ceil(seen.length / 10)
  for (const [index, [at, mb]] of seen.entries()) {
    if (index % step !== 0 && index !== seen.length - 1) continue
    const bar = '#'.repeat(Math.round((mb / (MEGABYTES + 100)) * COLUMNS))
    console.log(`  ${String(at).padStart(5)} ms  ${String(mb).padStart(4)} MB  ${bar}`)
  }
  console.log(`  peak ${Math.max(...seen.map(([, mb]) => mb))} MB, done after ${ms} ms`)
}
