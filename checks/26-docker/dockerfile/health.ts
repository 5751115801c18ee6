/** A health check, run where that can be done: node against a server of ours, in place of port 3000. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join, posix } from 'node:path'
import { timeLimit } from 'backend-workbook/check'
import { laptop } from './orders-service.ts'
import { readCommands } from './shell.ts'
import type { Stage } from './stage.ts'

const GIVE_UP_MS = 1500

/** The words of the first command: behind `||` stands what follows a failure. */
export function commandOf({ health }: Pick<Stage, 'health'>): string[] {
  if (!health) return []
  const words = Array.isArray(health.command) ? health.command : (readCommands(health.command)[0]?.words ?? [])
  const isShell = /(?:^|\/)(?:ba|a|da)?sh$/.test(words[0] ?? '') && /^-\w*c$/.test(words[1] ?? '')
  return isShell ? (readCommands(words[2] ?? '')[0]?.words ?? []) : words
}

/** What the image has not: a shell for the shell form, the program, or the file that node is given. */
export function missingProgram(stage: Stage): string | undefined {
  const { health, tools, files } = stage
  const [program = ''] = commandOf(stage)
  const needsShell = health && (!Array.isArray(health.command) || /(?:^|\/)sh$/.test(health.command[0] ?? ''))
  if (program === '') return 'a command'
  if (needsShell && tools && !tools.has('sh')) return 'a shell'
  const isOwn = files.has(posix.resolve(stage.workdir, program))
  if (tools && !tools.has(basename(program)) && !isOwn) return program
  const script = scriptOf(stage)
  return script !== undefined && !files.has(script) ? script : undefined
}

function scriptOf(stage: Stage): string | undefined {
  const [program = '', first = ''] = commandOf(stage)
  if (basename(program) !== 'node' || first === '' || first.startsWith('-')) return undefined
  return posix.resolve(stage.workdir, first)
}

type Outcomes = Record<string, string>

/** `… || true`: what comes last in a shell says how it has ended, unless a failure has left it before. */
function isAlwaysHealthy({ health }: Stage): boolean {
  const text = Array.isArray(health?.command) ? (health.command[2] ?? '') : (health?.command ?? '')
  const rest = readCommands(text).slice(1)
  const leaves = rest.some(({ words }) => words[0] === 'false' || (words[0] === 'exit' && words[1] !== '0'))
  return !leaves && /^(?:true|:|echo|exit)$/.test(rest.at(-1)?.words[0] ?? '')
}

export async function outcomes(stage: Stage): Promise<Outcomes> {
  const words = commandOf(stage)
  const program = basename(words[0] ?? '')
  if (isAlwaysHealthy(stage)) return { 'whatever happens': 'healthy' }
  if (program === 'node') return ofNode(stage, words)
  const asks = words.some((word) => /(?:localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0):3000\/health\/?$/.test(word))
  const isStrict =
    program === 'wget' || words.some((word) => /^(?:-[a-zA-Z]*f[a-zA-Z]*|--fail(?:-with-body)?)$/.test(word))
  if (program !== 'wget' && program !== 'curl') return { [`${program || 'nothing'} is asked`]: 'nobody here knows' }
  if (!asks) return { 'it asks for another address than port 3000, /health': 'unhealthy' }
  return {
    '/health answers 200': 'healthy',
    '/health answers 503': isStrict ? 'unhealthy' : 'healthy',
    'nobody listens': 'unhealthy',
  }
}

async function ofNode(stage: Stage, words: string[]): Promise<Outcomes> {
  const script = scriptOf(stage)
  const text = script === undefined ? undefined : sourceOf(script, stage.files.get(script))
  const folder = await mkdtemp(join(tmpdir(), 'health-'))
  try {
    const program: Program = { folder, args: words.slice(text === undefined ? 1 : 2), script: script ?? '', text }
    const [ok, sick, nobody] = await Promise.all([ask(program, 200), ask(program, 503), ask(program)])
    return { '/health answers 200': ok, '/health answers 503': sick, 'nobody listens': nobody }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Of what is compiled from `src/`, its source: TypeScript runs here as well. */
function sourceOf(script: string, text: string | undefined): string | undefined {
  if (!text?.startsWith('compiled from ')) return text
  const name = basename(script).replace(/\.js$/, '.ts')
  return [...laptop()].find(([path]) => path.startsWith('src/') && basename(path) === name)?.[1]
}

/** Runs it with a server that answers /health with this status, and everything else with 404; without one where none is given. */
async function ask(program: Program, status?: number): Promise<string> {
  const server = createServer((request, response) => {
    response.statusCode = request.url?.replace(/\/$/, '') === '/health' ? (status ?? 404) : 404
    response.end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, resolve))
  const { port } = server.address() as AddressInfo
  if (status === undefined) await new Promise((resolve) => server.close(resolve))
  try {
    const code = await run(program, port)
    return code === 0 ? 'healthy' : code === undefined ? 'no answer in time' : 'unhealthy'
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

interface Program {
  folder: string
  /** What node is given; behind the file where there is one. */
  args: string[]
  script: string
  /** Of the file. */
  text: string | undefined
}

async function run({ folder, args, script, text }: Program, port: number): Promise<number | undefined> {
  const atPort = (source: string) => source.replace(/\b3000\b/g, String(port))
  const file = join(folder, `${port}${script.endsWith('.cjs') ? '.cjs' : '.ts'}`)
  if (text !== undefined) await writeFile(file, atPort(text))
  const flags = JSON.parse(process.env['COURSE_APP_EXEC_ARGV'] ?? '[]') as string[]
  const own = [...(text === undefined ? [] : [...flags, file]), ...args.map(atPort)]
  const env = { ...process.env, PORT: String(port), NODE_OPTIONS: '' }
  const child = spawn(process.execPath, own, { cwd: folder, env, stdio: 'ignore' })
  return new Promise((resolve) => {
    timeLimit(GIVE_UP_MS).addEventListener('abort', () => {
      child.kill('SIGKILL')
      resolve(undefined)
    })
    child.once('exit', (code) => resolve(code ?? 1))
    child.once('error', () => resolve(1))
  })
}
