/** Runs in the process of the learner's server: loads the file, builds the app, listens on a free port, says which. */
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pathToFileURL } from 'node:url'

/** `buildApp` may give an Express app, a plain request listener, an http.Server, or anything with a `listen` like theirs. */
type Built = RequestListener | Server

process.once('message', ({ file, env }: { file: string; env: Record<string, string> }) => {
  Object.assign(process.env, env)
  void serve(file)
})
process.once('disconnect', () => process.exit())
// While the checks are still loading.
const preloads: string[] = JSON.parse(process.env['COURSE_APP_PRELOADS'] ?? '[]')
for (const name of preloads) await import(name).catch(() => undefined)

async function serve(file: string): Promise<void> {
  try {
    const module = (await import(pathToFileURL(file).href)) as { buildApp?: () => Built | Promise<Built> }
    if (typeof module.buildApp !== 'function') throw new TypeError('the file does not export a function named buildApp')
    const built = await module.buildApp()
    const server = typeof built === 'function' ? createServer(built) : built
    server.listen(0, '127.0.0.1', () => {
      process.send?.({ port: (server.address() as AddressInfo).port })
      // From now on the process lives as long as the learner's server: one that closes it on SIGTERM may come to its end.
      process.channel?.unref()
    })
  } catch (error) {
    process.send?.(
      error instanceof Error
        ? { error: `${error.name}: ${error.message}`, stack: error.stack }
        : { error: `the file threw ${String(error)}`, stack: '' },
    )
    process.exitCode = 1
  }
}
