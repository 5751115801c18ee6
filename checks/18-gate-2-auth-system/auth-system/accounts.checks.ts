import { check, expect } from 'backend-workbook/check'
import {
  type Account,
  AUTH,
  ask,
  dataOf,
  INVALID,
  logIn,
  ME,
  me,
  NOBODY,
  newEmail,
  newPassword,
  newPerson,
  refusal,
  signedIn,
  tryLogIn,
  WRONG,
} from './client.ts'
import { theService } from './service.ts'

const REGISTER = `${AUTH}/register`

check(
  'registers an account, and shows it without anything that is nobody’s business',
  { read: 'from-brief-to-table', requirement: 'accounts', points: 2 },
  async () => {
    const app = await theService()
    const email = newEmail()
    const password = newPassword()
    const body = { email: `  ${email.toUpperCase()} `, password, name: '  Ada of the mill ' }
    const answer = await ask(app, 'POST', REGISTER, { body })
    const account = dataOf<Account>(answer, 201, `POST ${REGISTER} with ${JSON.stringify({ ...body, password: '…' })}`)
    const wanted = { id: expect.any(String), email, name: 'Ada of the mill', role: 'retailer' }
    expect(account, 'the data of that').toEqual(wanted)
    const { access } = await logIn(
      app,
      { email: ` ${email.toUpperCase()}`, password },
      ' with the email in capital letters',
    )
    expect((await me(app, access)).body, `GET ${ME} after the login`).toEqual({ data: account })
    const again = await ask(app, 'POST', REGISTER, { body: { ...body, email: email.replace('p', 'P') } })
    expect(refusal(again), `POST ${REGISTER} with the same email in other letters`).toEqual([409, 'conflict'])
    await newPerson(app, { password, name: 'x'.repeat(100) })
  },
)

check(
  'refuses fields that are missing, wrong or not known, and makes no account of them',
  { read: 'from-brief-to-table', requirement: 'accounts', points: 2 },
  async () => {
    const app = await theService()
    const right = { email: newEmail(), password: newPassword(), name: 'Ada' }
    const wrong: object[] = [
      {},
      ...[undefined, null, 7, true, ['a'], {}, '', 'x'.repeat(9), 'x'.repeat(129)].map((password) => ({ password })),
      ...[undefined, null, 7, ['Ada'], '', '   ', 'x'.repeat(101), 'A\u0000da'].map((name) => ({ name })),
      ...[undefined, null, 7, {}, '', 'ada', 'ada@', '@mill.example', `${'x'.repeat(250)}@mill.example`].map(
        (email) => ({
          email,
        }),
      ),
      ...[{ role: 'admin' }, { id: '1' }, { suspended: false }, { colour: 'red' }, { password_hash: 'x' }],
    ]
    for (const [index, fields] of wrong.entries()) {
      const body = index === 0 ? {} : { ...right, ...fields }
      const given = `POST ${REGISTER} with ${index === 0 ? 'no field' : `right fields, and ${shortened(fields)}`}`
      expect(refusal(await ask(app, 'POST', REGISTER, { body })), given).toEqual(INVALID)
    }
    expect(refusal(await tryLogIn(app, right)), 'a login with that email after all that').toEqual(WRONG)
    for (const body of [{}, { email: right.email }, { ...right, name: undefined, password: 7 }, { ...right }]) {
      const given = `POST ${AUTH}/login with the fields ${Object.keys(body).join(', ') || '(none)'}, of which one is wrong`
      expect(refusal(await ask(app, 'POST', `${AUTH}/login`, { body })), given).toEqual(INVALID)
    }
  },
)

check(
  'changes the own name, and nothing else',
  { read: 'from-brief-to-table', requirement: 'accounts', points: 2 },
  async () => {
    const app = await theService()
    const { access: token, id, email } = await signedIn(app)
    const account = { id, email, name: 'Grace', role: 'retailer' }
    const changed = await ask(app, 'PATCH', ME, { token, body: { name: ' Grace ' } })
    expect(dataOf(changed, 200, `PATCH ${ME} with {"name":" Grace "}`), 'the data of that').toEqual(account)
    for (const fields of [
      ...[{ role: 'admin' }, { suspended: false }, { email: newEmail() }, { id: 'x' }, { password: newPassword() }],
      ...[{ name: '' }, { name: ['x'] }, { name: null }],
    ]) {
      const given = `PATCH ${ME} with ${shortened({ name: 'Eve', ...fields })}`
      expect(refusal(await ask(app, 'PATCH', ME, { token, body: { name: 'Eve', ...fields } })), given).toEqual(INVALID)
    }
    expect(refusal(await ask(app, 'PATCH', ME, { token, body: {} })), `PATCH ${ME} with {}`).toEqual(INVALID)
    const anonymous = await ask(app, 'PATCH', ME, { body: { name: 'Eve' } })
    expect(refusal(anonymous), `PATCH ${ME} without an access token`).toEqual(NOBODY)
    expect((await me(app, token)).body, `GET ${ME} after all that`).toEqual({ data: account })
  },
)

/** As JSON, without the ends of long texts. */
function shortened(fields: object): string {
  return JSON.stringify(fields, (_key, value) => {
    if (value === undefined) return '(missing)'
    return typeof value === 'string' && value.length > 40
      ? `${value.slice(0, 12)}… (${value.length} characters)`
      : value
  })
}
