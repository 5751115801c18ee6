// A login that returns early for unknown emails, and one that compares with a decoy. A stranger times both.
// Look for: how many times longer a known email takes. The message is the same in both.
import { compare, hash } from 'bcrypt'

const COST = 9
const TRIES = 15
const table = new Map([['ada@mill.example', await hash('correct horse', COST)]])
const decoy = await hash('nobody has this password', COST)

async function early(email: string, password: string): Promise<string> {
  const stored = table.get(email)
  if (stored === undefined) return 'email or password is wrong'
  return (await compare(password, stored)) ? 'welcome' : 'email or password is wrong'
}

async function even(email: string, password: string): Promise<string> {
  const stored = table.get(email)
  const isRight = await compare(password, stored ?? decoy)
  return isRight && stored !== undefined ? 'welcome' : 'email or password is wrong'
}

for (const [name, login] of Object.entries({ 'returns early': early, 'compares with a decoy': even })) {
  let [known, unknown] = [Infinity, Infinity]
  // The quickest of several, in turns: whatever else the machine does can only make one longer.
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    known = Math.min(known, await timeOf(login, 'ada@mill.example'))
    unknown = Math.min(unknown, await timeOf(login, 'bo@mill.example'))
  }
  const times = known / unknown
  console.log(
    `${name.padEnd(22)} known ${known.toFixed(1).padStart(6)} ms  unknown ${unknown.toFixed(3).padStart(8)} ms `,
    ` ${times >= 10 ? Math.round(times).toLocaleString('en-US') : times.toFixed(1)} times`,
  )
}

async function timeOf(login: typeof early, email: string): Promise<number> {
  const start = performance.now()
  await login(email, 'wrong')
  return performance.now() - start
}
