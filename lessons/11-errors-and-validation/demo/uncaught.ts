// Seven ways to fail while a request waits, each in an Express server in a process of its own.
// Look for: who gets an answer, and whether the server still answers the next request.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

const ways: Record<string, string> = {
  'throw in a handler': `(req, res) => { throw new Error('boom') }`,
  'throw in an async handler': `async (req, res) => { await null; throw new Error('boom') }`,
  'next(error) in a callback': `(req, res, next) => setTimeout(() => next(new Error('boom')), 5)`,
  'throw in a callback': `(req, res) => setTimeout(() => { throw new Error('boom') }, 5)`,
  'the same, handler is async': `async (req, res) => setTimeout(() => { throw new Error('boom') }, 5)`,
  'a promise without await': `async (req, res) => { Promise.reject(new Error('boom')) }`,
  "an 'error' nobody listens to": `(req, res) => { const feed = new (require('node:events'))(); setImmediate(() => feed.emit('error', new Error('boom'))) }`,
}

const program = (handler: string) => `
  const app = require('express')()
  app.get('/', ${handler})
  app.get('/health', (req, res) => res.send('ok'))
  app.use((error, req, res, next) => res.status(500).json({ error: { code: 'internal' } }))
  const server = app.listen(0, () => console.log(server.address().port))`

console.log('way to fail'.padEnd(32), 'the client gets'.padEnd(18), 'then /health', ' exit code')
for (const [name, handler] of Object.entries(ways)) {
  const child = spawn(process.execPath, ['-e', program(handler)], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const lines = createInterface({ input: child.stdout })
  const port = await new Promise<string>((resolve) => lines.once('line', resolve))
  const url = `http://127.0.0.1:${port}`
  const first = await ask(`${url}/`)
  const second = await ask(`${url}/health`)
  const code = second === '200' ? 'lives' : await exited
  console.log(name.padEnd(32), first.padEnd(18), second.padEnd(12), ` ${code}`)
  child.kill()
}

async function ask(url: string): Promise<string> {
  try {
    const response = await fetch(url)
    return `${response.status}`
  } catch {
    return 'connection cut'
  }
}
