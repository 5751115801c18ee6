/** Runs in the process of the learner's server: loads the file, builds the app, listens on a free port, says which. */
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { dirname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { readThrown, sentenceOf } from '../fenced/thrown.ts'
import { mapStacks } from '../loading/map-stack.ts'
import { nativeImport } from '../loading/native-import.ts'
import { SOURCE_MARK } from '../loading/not-found.ts'
import { openLoader } from '../loading/open-loader.ts'
import { builderOf, NotAnApp, serverOf } from './built.ts'
import type { HostAnswer, HostOrder } from './host-messages.ts'
import { afterTime } from './in-time.ts'

/** Less than the time after which the checks give up on it, without knowing for what. */
const PATIENT_MS = 2500

const packageRoot = dirname(dirname(fileURLToPath(import.meta.url)))
const loader = openLoader({ packageRoot })
mapStacks()
const send = process.send?.bind(process)
const { channel } = process

process.once('message', ({ file, env, token }: HostOrder) => {
  Object.assign(process.env, env)
  void serve(file, (answer) => send?.({ ...answer, token } satisfies HostAnswer))
})
process.once('disconnect', () => process.exit())
void preload()

/** While the checks are still loading. */
async function preload(): Promise<void> {
  const preloads: string[] = JSON.parse(process.env['COURSE_APP_PRELOADS'] ?? '[]')
  for (const name of preloads) await nativeImport(packageRoot, name).catch(() => undefined)
}

async function serve(file: string, tell: (answer: Omit<HostAnswer, 'token'>) => void): Promise<void> {
  try {
    const exported = await inTime(loader.import(file), 'a top-level await')
    const buildApp = builderOf(exported)
    const server = serverOf(await inTime(buildApp(), 'an await in buildApp'))
    server.listen(0, '127.0.0.1', () => {
      tell({ port: (server.address() as AddressInfo).port })
      // From now on the process lives as long as the learner's server: one that closes it on SIGTERM may come to its end.
      channel?.unref()
    })
  } catch (error) {
    tell(error instanceof NotAnApp ? { error: error.message, stack: placeIn(file, error.at) } : described(error))
    process.exitCode = 1
  }
}

/** @throws NotAnApp that names the place whose promise has not settled, while the process had nothing else to do */
function inTime<T>(promise: T, where: string): Promise<Awaited<T>> {
  return new Promise((resolve, reject) => {
    const message = `There is no app yet: ${where} waits for something that does not come.`
    const over = () => reject(new NotAnApp(message, /\bawait\b|\bbuildApp\b(?![\s\S]*\bawait\b)/))
    const forget = afterTime(PATIENT_MS, over)
    Promise.resolve(promise).then(resolve, reject).finally(forget)
  })
}

function described(error: unknown): { error: string; stack: string } {
  const thrown = readThrown(error)
  return { error: sentenceOf(thrown), stack: thrown.stack ?? '' }
}

/** A stack of one place: where the source of a file says so. */
function placeIn(file: string, what: RegExp): string {
  const source = readFileSync(file, 'utf8')
  const index = Math.max(0, source.search(what))
  const before = source.slice(0, index).split('\n')
  return `at ${pathToFileURL(file).href}${SOURCE_MARK}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`
}
