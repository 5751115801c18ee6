// A stranger sends four broken requests to an API that answers errors with their message, and writes down what it learns.
// Look for: how little it had to know, and what the same four requests yield when the handler keeps its mouth shut.
import type { AddressInfo } from 'node:net'
import express, { type ErrorRequestHandler, type Express } from 'express'

const failures: Record<string, Error> = {
  '/orders/1%27': new Error('SELECT o.id, r.email FROM orders o JOIN retailers_v2 r … : syntax error near "\'"'),
  '/signup?email=ada@mill.example': Object.assign(
    new Error('duplicate key value violates unique constraint "retailers_v2_email_key"'),
    { detail: 'Key (email)=(ada@mill.example) already exists.' },
  ),
  '/report': new Error('connect ECONNREFUSED 10.0.3.17:5432'),
  '/label': new TypeError("Cannot read properties of undefined (reading 'street')"),
}

const facts: [RegExp, string][] = [
  [/retailers_v2 r|FROM orders/, 'the text of a query: my input reaches the SQL, and two tables have names'],
  [/already exists/, 'ada@mill.example is a customer'],
  [/retailers_v2_email_key/, 'the table and the constraint, so this is PostgreSQL'],
  [/10\.0\.3\.17:5432/, 'the database’s address inside the network, and that it is down right now'],
  [/\.ts:\d+/, 'the file and the line, so the folder where it is deployed'],
]

const careless: ErrorRequestHandler = (error, _request, response, _next) => {
  response.status(500).json({ message: error.message, detail: error.detail, stack: error.stack })
}

const careful: ErrorRequestHandler = (_error, _request, response, _next) => {
  // The error itself goes to the log, with the same id.
  response.status(500).json({ error: { code: 'internal', message: 'something went wrong', requestId: '7f3a' } })
}

for (const [name, handler] of Object.entries({ careless, careful })) {
  const server = appWith(handler).listen(0)
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  console.log(`\n${name}`)
  for (const path of Object.keys(failures)) {
    const text = await (await fetch(`http://127.0.0.1:${port}${path}`)).text()
    const learned = facts.flatMap(([sign, fact]) => (sign.test(text) ? [fact] : []))
    console.log(`  GET ${path}  (${text.length} bytes)`)
    for (const fact of learned) console.log(`      ${fact}`)
  }
  server.close()
}

function appWith(handler: ErrorRequestHandler): Express {
  const app = express()
  for (const [path, error] of Object.entries(failures)) {
    app.get(decodeURIComponent(path.split('?')[0] ?? '').replace("'", ''), () => Promise.reject(error))
  }
  app.get('/orders/:id', () => Promise.reject(failures['/orders/1%27']))
  app.use(handler)
  return app
}
