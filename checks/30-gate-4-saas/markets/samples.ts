/** What the server really answers: one of each kind. */
import type { App } from 'backend-workbook/check'
import { type Answer, ask } from '../../25-gate-3-ecommerce/shop/asking.ts'
import { contractPath, joined, newEmail, newListing, newPassword, newPerson, opened, pdf } from './client.ts'
import { BANK, bring, DECLINED } from './money.ts'

export interface Sample {
  /** `GET /markets/{}` */
  operation: string
  status: number
  /** What was sent as JSON. */
  sent: unknown
  body: unknown
}

let taken: Promise<Sample[]> | undefined

export function samples(app: App): Promise<Sample[]> {
  taken ??= takeAll(app)
  return taken
}

async function takeAll(app: App): Promise<Sample[]> {
  const all: Sample[] = []
  const note = (operation: string, sent: unknown, { status, body }: Answer) => {
    all.push({ operation, status, sent, body })
    return body as { data: { id: string } }
  }
  const take = async (operation: string, path: string, token?: string, sent?: unknown) => {
    const [method = ''] = operation.split(' ')
    return note(operation, sent, await ask(app, method, path, { token, body: sent }))
  }
  const { owner, market } = await opened(app)
  const [member, stranger] = [await joined(app, owner, market.id, 'member'), await newPerson(app)]
  const [base, register, login] = [`/markets/${market.id}`, 'POST /auth/register', 'POST /auth/login']
  const nowhere = '00000000-0000-4000-8000-000000000000'

  const account = { email: newEmail(), password: newPassword() }
  for (const sent of [account, account, { email: 'nobody' }, '{'])
    await take(register, '/auth/register', undefined, sent)
  for (const sent of [account, { ...account, password: 'wrong' }, {}]) await take(login, '/auth/login', undefined, sent)
  for (const token of [owner.token, 'x']) await take('GET /me', '/me', token)
  for (const sent of [{ name: 'Ashford' }, { name: '' }]) await take('POST /markets', '/markets', owner.token, sent)
  await take('POST /markets', '/markets', 'x', { name: 'Ashford' })
  for (const token of [owner.token, 'x']) await take('GET /markets', '/markets', token)
  for (const { token } of [owner, stranger]) await take('GET /markets/{}', base, token)
  for (const { token } of [owner, stranger]) await take('GET /markets/{}/members', `${base}/members`, token)

  const put = 'PUT /markets/{}/members'
  const joining = { email: stranger.email, role: 'admin' }
  await take(put, `${base}/members`, owner.token, joining)
  await take(put, `${base}/members`, member.token, joining)
  await take(put, `${base}/members`, owner.token, { ...joining, role: 'root' })
  await take(put, `${base}/members`, owner.token, { email: owner.email, role: 'member' })
  const remove = 'DELETE /markets/{}/members/{}'
  for (const id of [stranger.id, stranger.id, owner.id]) await take(remove, `${base}/members/${id}`, owner.token)

  const list = 'GET /markets/{}/listings'
  const made = 'POST /markets/{}/listings'
  const listing = await newListing(app, owner, market.id)
  for (const [token, sent] of [
    [owner.token, { title: 'Salt', cents: 5 }],
    [member.token, { title: 'Salt', cents: 5 }],
    [owner.token, { title: 'Salt', cents: '5' }],
  ] as const) {
    await take(made, `${base}/listings`, token, sent)
  }
  await take(list, `${base}/listings`, owner.token)
  await take(list, `${base}/listings?limit=1`, owner.token)
  await take(list, `${base}/listings?limit=0`, owner.token)
  for (let more = 0; more < 4; more += 1) await take(made, `${base}/listings`, owner.token, { title: 'Salt', cents: 5 })

  const one = `${base}/listings/${listing.id}`
  await take('GET /markets/{}/listings/{}', one, owner.token)
  await take('GET /markets/{}/listings/{}', `${base}/listings/${nowhere}`, owner.token)
  await take('PATCH /markets/{}/listings/{}', one, owner.token, { title: 'Rye', cents: 7 })
  await take('PATCH /markets/{}/listings/{}', one, owner.token, { cents: 0 })
  await take('PATCH /markets/{}/listings/{}', one, member.token, { cents: 7 })
  const contract = contractPath(market.id, listing.id)
  const putting = (body: Uint8Array) =>
    ask(app, 'PUT', contract, { token: owner.token, body, headers: { 'content-type': 'application/pdf' } })
  await take('GET /markets/{}/listings/{}/contract', contract, owner.token)
  for (const body of [pdf(), new Uint8Array()]) {
    note('PUT /markets/{}/listings/{}/contract', undefined, await putting(body))
  }
  await take('GET /markets/{}/listings/{}', one, owner.token)
  await take('GET /markets/{}/window', `${base}/window`)
  await take('GET /markets/{}/window', `/markets/${nowhere}/window`)
  for (const token of [member.token, owner.token, owner.token]) await take('DELETE /markets/{}/listings/{}', one, token)

  const buy = 'POST /markets/{}/plan'
  const other = await opened(app)
  await take(buy, `/markets/${other.market.id}/plan`, other.owner.token, { paymentMethod: BANK })
  for (const paymentMethod of [DECLINED, 'pm_card_visa', 7])
    await take(buy, `${base}/plan`, owner.token, { paymentMethod })
  await take(buy, `${base}/plan`, member.token, { paymentMethod: 'pm_card_visa' })
  note(
    'POST /webhooks/payments',
    undefined,
    await bring(app, { id: 'evt_2', object: 'event', type: 'customer.created' }),
  )
  return all
}
