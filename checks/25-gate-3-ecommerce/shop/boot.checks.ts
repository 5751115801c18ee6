import { beginPost, check, expect, refuses } from 'backend-workbook/check'
import { API, ask, dataOf, refusal, WRONG } from './asking.ts'
import { type Account, newPerson } from './client.ts'
import { ADMIN, anotherShop, fragileShop, theShop } from './service.ts'

check(
  'makes the first admin on an empty database, also when two instances start at once',
  { read: 'boot', requirement: 'boot', points: 2, ms: 8000 },
  async () => {
    const [first, second] = await Promise.all([theShop(), fragileShop()])
    for (const app of [first, second.app]) {
      const answer = await ask(app, 'POST', '/auth/login', { body: ADMIN })
      const { account } = dataOf<{ account: Account }>(answer, 200, 'POST /auth/login with ADMIN_EMAIL')
      expect(account, 'the account of ADMIN_EMAIL').toMatchObject({ email: ADMIN.email, role: 'admin' })
    }
  },
)

check(
  'does not start without its secret or its database, and says what is missing',
  { read: 'boot', requirement: 'boot', points: 1, ms: 8000 },
  async () => {
    const rows = [
      ['JWT_SECRET', 'only-31-bytes-are-not-enough-ok'],
      ['DATABASE_URL', ''],
    ] as const
    const endings = await Promise.all(rows.map(([name, value]) => startWith(name, value)))
    for (const [index, [name, value]] of rows.entries()) {
      const { ended, output = '' } = endings[index] ?? {}
      const given = `a start with ${value ? `${value.length} bytes in` : 'an empty'} ${name}`
      expect(ended, `how ${given} ends`).toMatch(/ended before it answered GET \/health \(exit code [1-9]\d*\)/)
      expect(output, `what ${given} prints`).toContain(name)
      if (value) expect(output, `what ${given} prints`).not.toContain(value)
    }
  },
)

/** How a start with such an environment ends, and what it prints. */
async function startWith(name: string, value: string): Promise<{ ended: string; output: string }> {
  try {
    await anotherShop({ [name]: value })
    return { ended: 'it answers GET /health with 200', output: '' }
  } catch (error) {
    const { message, stack = '' } = error as Error
    return { ended: message, output: stack }
  }
}

check(
  'leaves an account of that email as it is, and when told to stop answers what it has begun',
  { read: 'boot', requirement: 'boot', points: 1, ms: 8000 },
  async () => {
    // Windows has no SIGTERM that a process could hear.
    if (process.platform === 'win32') return
    const { email, password } = await newPerson(await theShop())
    const app = await anotherShop({ ADMIN_EMAIL: email, ADMIN_PASSWORD: ADMIN.password })
    const body = { email, password: ADMIN.password }
    const given = 'a login with ADMIN_PASSWORD, where the email in ADMIN_EMAIL had an account with another password'
    expect(refusal(await ask(app, 'POST', '/auth/login', { body })), given).toEqual(WRONG)
    const posting = await beginPost(app, `${API}/auth/login`, JSON.stringify({ email, password }))
    const ended = app.stop('SIGTERM')
    expect(await refuses(app), 'whether it refuses connections after SIGTERM, within a second').toBe(true)
    expect(await posting.finish(), 'the status of a POST /auth/login whose body ends after SIGTERM').toBe(200)
    expect(await ended, 'how the process ends after that').toEqual({ code: 0, signal: null })
    posting.close()
  },
)
