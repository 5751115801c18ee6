import { readdirSync, readFileSync } from 'node:fs'

const source = new URL('../src/', import.meta.url)
const left = readdirSync(source).filter((name) => /\bconsole\.log\b/.test(readFileSync(new URL(name, source), 'utf8')))
if (left.length > 0) {
  console.error(`console.log is left in ${left.join(', ')}`)
  process.exitCode = 1
}
