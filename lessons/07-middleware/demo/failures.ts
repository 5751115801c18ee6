// The same three failing routes behind four chains: without an error handler, with one at the wrong place, with one of
// three parameters, and with one that works. Look for: what a stranger reads in the answer, and that three of the four
// chains give exactly the same.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type ErrorRequestHandler, type Express } from 'express'

const fault = () => new Error('no connection to postgres://shop:hunter2@db')

function routes(app: Express): void {
  app.get('/throws', () => {
    throw fault()
  })
  app.get('/rejects', async () => {
    await null
    throw fault()
  })
  app.get('/callback', (_request, _response, next) => {
    // Thrown in here, it would end the process. Handed to next, it is an error like any other.
    setTimeout(() => next(fault()), 5)
  })
}

const answerError: ErrorRequestHandler = (_error, _request, response, _next) => {
  response.status(500).json({ error: { code: 'internal', message: 'Something went wrong here.' } })
}
const threeParameters: ErrorRequestHandler = (_error, _request, response) => {
  response.status(500).json({ error: { code: 'internal', message: 'Something went wrong here.' } })
}

const chains: Record<string, (app: Express) => void> = {
  'no error handler': (app) => routes(app),
  'an error handler in front of the routes': (app) => {
    app.use(answerError)
    routes(app)
  },
  'behind them, with three parameters': (app) => {
    routes(app)
    app.use(threeParameters)
  },
  'behind them, with four parameters': (app) => {
    routes(app)
    app.use(answerError)
  },
}

// Express writes unhandled errors to stderr too, except in this mode. Here they would only be in the way.
process.env['NODE_ENV'] = 'test'

for (const [name, build] of Object.entries(chains)) {
  console.log(`\n${name}`)
  const app = express()
  build(app)
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  for (const path of ['/throws', '/rejects', '/callback']) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`)
    const text = await response.text()
    const [line = ''] = /(?<=<pre>).*?(?=<br>)|^\{.*$/.exec(text) ?? []
    const stack = text.match(/&nbsp;at /g)?.length ?? 0
    console.log(`  ${path.padEnd(10)} ${response.status} ${stack ? `HTML, ${stack} lines of stack` : 'JSON'}`)
    console.log(`             ${line.slice(0, 64)}`)
  }
  server.close()
  server.closeAllConnections()
}
