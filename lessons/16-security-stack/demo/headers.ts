// What helmet adds to an answer, what its policy means for a page, and two lines of cors that look alike.
// Look for: the answers to https://evil.example.
import cors from 'cors'
import express from 'express'
import helmet from 'helmet'
import { serve } from './parts/serve.ts'

const bare = express().get('/', (_request, response) => void response.send('<h1>Hello</h1>'))
const helmeted = express()
  .use(helmet())
  .get('/', (_request, response) => void response.send('<h1>Hello</h1>'))
const namesOf = (app: express.Express) =>
  serve(app, async (url) => new Map([...(await fetch(url)).headers].map(([name, value]) => [name, value])))

const before = await namesOf(bare)
const after = await namesOf(helmeted)
const added = [...after].filter(([name]) => !before.has(name))
console.log(
  `helmet() adds ${added.length} headers and removes ${[...before.keys()].filter((name) => !after.has(name))}\n`,
)
for (const [name, value] of added) {
  console.log(name)
  for (const part of value.split(';')) console.log(`    ${part.trim()}`)
}

console.log('\nWho may read the answer? Access-Control-Allow-Origin for two origins')
for (const [written, origin] of [
  ["origin: ['https://market.example']", ['https://market.example']],
  ["origin: 'https://market.example'", 'https://market.example'],
  ['origin: true', true],
] as const) {
  const app = express()
    .use(cors({ origin: origin as string | string[] | true, credentials: true }))
    .get('/', (_request, response) => void response.json({}))
  console.log(`cors({ ${written}, credentials: true })`)
  await serve(app, async (url) => {
    for (const from of ['https://market.example', 'https://evil.example']) {
      const { headers } = await fetch(url, { headers: { origin: from } })
      console.log(`    from ${from.padEnd(24)} ${headers.get('access-control-allow-origin') ?? 'no header'}`)
    }
    const asked = { origin: 'https://evil.example', 'access-control-request-method': 'PATCH' }
    const { status, headers } = await fetch(url, { method: 'OPTIONS', headers: asked })
    const methods = headers.get('access-control-allow-methods')
    console.log(`    preflight of evil: ${status}, methods ${methods}`)
  })
}
