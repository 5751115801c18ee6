// What a builder runs again after a change, with two orders of the same lines.
// Look for: the seconds after a change of the sources, which is the change of every day. The seconds are made up, the rule is not.
import { createHash } from 'node:crypto'

interface Line {
  text: string
  /** Files of the context that it reads. */
  reads?: string[]
  seconds: number
}

type Context = Record<string, string>

const FIRST: Line[] = [
  { text: 'FROM node:22.20-alpine3.22', seconds: 2 },
  { text: 'WORKDIR /app', seconds: 0 },
]
const SOURCES = ['package-lock.json', 'src/orders.ts', 'README.md']
const INSTALL: Line = { text: 'RUN npm ci', seconds: 40 }
const COMPILE: Line = { text: 'RUN npm run build', seconds: 8 }

const DOCKERFILES: Record<string, Line[]> = {
  'sources first': [...FIRST, { text: 'COPY . .', reads: SOURCES, seconds: 1 }, INSTALL, COMPILE],
  'modules first': [
    ...FIRST,
    { text: 'COPY package*.json ./', reads: ['package-lock.json'], seconds: 1 },
    INSTALL,
    { text: 'COPY . .', reads: SOURCES, seconds: 1 },
    COMPILE,
  ],
  'modules first, README.md ignored': [
    ...FIRST,
    { text: 'COPY package*.json ./', reads: ['package-lock.json'], seconds: 1 },
    INSTALL,
    { text: 'COPY . .', reads: ['package-lock.json', 'src/orders.ts'], seconds: 1 },
    COMPILE,
  ],
}

/** The key of a line: all above it, its text, and the content of what it reads. */
function keysOf(lines: Line[], context: Context): string[] {
  let key = ''
  return lines.map(({ text, reads = [] }) => {
    const content = reads.map((file) => context[file] ?? '')
    key = createHash('sha256')
      .update(JSON.stringify([key, text, content]))
      .digest('hex')
    return key
  })
}

const before: Context = { 'package-lock.json': 'v1', 'src/orders.ts': 'v1', 'README.md': 'v1' }

for (const [name, lines] of Object.entries(DOCKERFILES)) {
  const kept = new Set(keysOf(lines, before))
  console.log(`\n${name}`)
  for (const changed of ['nothing', 'README.md', 'src/orders.ts', 'package-lock.json']) {
    const keys = keysOf(lines, { ...before, [changed]: 'v2' })
    const again = lines.filter((_, at) => !kept.has(keys[at] ?? ''))
    const seconds = again.reduce((total, line) => total + line.seconds, 0)
    const texts = again.map(({ text }) => text.replace('RUN ', '').replace('npm run build', 'build').replace(' ./', ''))
    console.log(`  ${changed.padEnd(17)} ${String(seconds).padStart(2)} s  ${texts.join(', ') || 'all from the cache'}`)
  }
}
