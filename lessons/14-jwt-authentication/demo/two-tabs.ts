// Two tabs of one browser refresh at the same moment with the same refresh token. Three servers answer, each with another
// rule. Look for: which tab is logged out by which rule, and which token the table knows afterwards.
import { setTimeout as sleep } from 'node:timers/promises'

interface Session {
  current: string
  previous?: string
  rotatedAt?: number
}

/** A table with one row. Each call takes 5 ms, as a database does. */
function table() {
  let row: Session | undefined = { current: 'token-1' }
  return {
    read: async () => {
      await sleep(5)
      return row && { ...row }
    },
    write: async (next: Session) => {
      await sleep(5)
      row = next
    },
    /** UPDATE … WHERE current = expected: one step. */
    replace: async (next: Session, expected: string) => {
      await sleep(5)
      const isAsExpected = row?.current === expected
      if (isAsExpected) row = next
      return isAsExpected
    },
    remove: async () => {
      await sleep(5)
      row = undefined
    },
  }
}

type Table = ReturnType<typeof table>
type Rule = (sessions: Table, token: string) => Promise<string>

let count = 1
const newToken = () => `token-${++count}`

const rules: Record<string, Rule> = {
  'read, compare, write': async (sessions, token) => {
    const session = await sessions.read()
    if (session?.current !== token) return 'logged out'
    const next = newToken()
    await sessions.write({ current: next })
    return next
  },
  'one step; the second is a thief': async (sessions, token) => {
    const next = newToken()
    if (await sessions.replace({ current: next }, token)) return next
    await sessions.remove()
    return 'logged out'
  },
  'one step; 10 s of patience': async (sessions, token) => {
    const next = newToken()
    if (await sessions.replace({ current: next, previous: token, rotatedAt: Date.now() }, token)) return next
    const session = await sessions.read()
    if (session?.previous === token && Date.now() - (session.rotatedAt ?? 0) < 10_000) return session.current
    await sessions.remove()
    return 'logged out'
  },
}

for (const [name, rule] of Object.entries(rules)) {
  count = 1
  const sessions = table()
  console.log(`\n${name}`)
  const tabs = await Promise.all([rule(sessions, 'token-1'), rule(sessions, 'token-1')])
  for (const [index, token] of tabs.entries()) console.log(`  tab ${index + 1} has     ${token}`)
  const session = await sessions.read()
  console.log(`  the table has ${session ? session.current : 'no session any more'}`)
  const lost = tabs.filter((token) => token !== session?.current).length
  console.log(`  ${lost === 0 ? 'both tabs go on' : `${lost} of 2 tabs will have to log in again`}`)
}
