import { check, expect } from 'backend-workbook/check'
import {
  type Account,
  dataOf,
  logIn,
  me,
  newEmail,
  newPassword,
  newPerson,
  refusal,
  tryLogIn,
  WRONG,
} from './client.ts'
import { ADMIN, anotherService, settings, theService } from './service.ts'

check(
  'does not start without its secrets, and says which is missing',
  { read: 'environment', requirement: 'boot', points: 1 },
  async () => {
    await settings()
    const rows = [
      ['ACCESS_TOKEN_SECRET', ''],
      ['PASSWORD_PEPPER', 'only-31-bytes-are-not-enough-ok'],
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
    await anotherService({ [name]: value })
    return { ended: 'it answers GET /health with 200', output: '' }
  } catch (error) {
    const { message, stack = '' } = error as Error
    return { ended: message, output: stack }
  }
}

check(
  'makes the first admin, and leaves an account that is there as it is',
  { read: 'first-start', requirement: 'boot', points: 2, ms: 2800 },
  async () => {
    const app = await theService()
    const first = await logIn(app, ADMIN, ' of ADMIN_EMAIL with ADMIN_PASSWORD')
    const admin = dataOf<Account>(await me(app, first.access), 200, 'GET /me of the first admin')
    expect(admin, 'the account of ADMIN_EMAIL').toMatchObject({ email: ADMIN.email, role: 'admin' })

    const person = await newPerson(app)
    const password = newPassword()
    const email = newEmail()
    const [later, shouting] = await Promise.all([
      anotherService({ ADMIN_EMAIL: person.email, ADMIN_PASSWORD: password }),
      anotherService({ ADMIN_EMAIL: email.toUpperCase(), ADMIN_PASSWORD: password }),
    ])
    const given = 'after a start with that email in ADMIN_EMAIL, and another password in ADMIN_PASSWORD'
    const { access } = await logIn(later, person, ` with the old password, ${given}`)
    expect(refusal(await tryLogIn(later, { ...person, password })), `a login with ADMIN_PASSWORD, ${given}`).toEqual(
      WRONG,
    )
    const { role } = dataOf<Account>(await me(later, access), 200, 'GET /me of that account')
    expect(role, `the role of a retailer, ${given}`).toBe('retailer')
    await logIn(shouting, { email, password }, ' of an ADMIN_EMAIL that is in capital letters, with small ones')
  },
)
