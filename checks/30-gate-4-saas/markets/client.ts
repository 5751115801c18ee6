/** The accounts, markets and listings that checks ask about. */
import type { App } from 'backend-workbook/check'
import { ask, dataOf } from '../../25-gate-3-ecommerce/shop/asking.ts'

let serial = 0
export const newEmail = () => `person-${++serial}@mill.example`
export const newPassword = () => `Rye-and-salt-${++serial}-${Math.random().toString(36).slice(2)}`
/** No two are alike. */
export const newTitle = (what = 'flour') => `${what} ${++serial}-${Math.random().toString(36).slice(2, 8)}`

export interface Person {
  id: string
  email: string
  password: string
  token: string
}

export async function newPerson(app: App): Promise<Person> {
  const body = { email: newEmail(), password: newPassword() }
  const answer = await ask(app, 'POST', '/auth/register', { body })
  const { token, account } = dataOf<{ token: string; account: { id: string; email: string } }>(
    answer,
    201,
    'POST /auth/register',
  )
  return { ...account, token, password: body.password }
}

export const tryLogin = (app: App, email: string, password: string) =>
  ask(app, 'POST', '/auth/login', { body: { email, password } })

export interface Market {
  id: string
  name: string
  plan: string
  role: string
}

export async function newMarket(app: App, { token }: Pick<Person, 'token'>, name = newTitle('Millbrook')) {
  const answer = await ask(app, 'POST', '/markets', { token, body: { name } })
  return dataOf<Market>(answer, 201, 'POST /markets')
}

export async function marketNow(app: App, { token }: Pick<Person, 'token'>, id: string, when = ''): Promise<Market> {
  return dataOf<Market>(await ask(app, 'GET', `/markets/${id}`, { token }), 200, `GET /markets/:market${when}`)
}

export type Role = 'member' | 'admin' | 'owner'

export const tryMember = (app: App, by: Pick<Person, 'token'>, market: string, email: string, role: unknown) =>
  ask(app, 'PUT', `/markets/${market}/members`, { token: by.token, body: { email, role } })

export const tryRemove = (app: App, by: Pick<Person, 'token'>, market: string, account: string) =>
  ask(app, 'DELETE', `/markets/${market}/members/${account}`, { token: by.token })

/** Somebody new who is in the market from now on. */
export async function joined(app: App, owner: Person, market: string, role: Role): Promise<Person> {
  const person = await newPerson(app)
  const answer = await tryMember(app, owner, market, person.email, role)
  dataOf(answer, 200, `PUT /markets/:market/members with the role ${role}`)
  return person
}

/** A market with its owner. */
export async function opened(app: App): Promise<{ owner: Person; market: Market }> {
  const owner = await newPerson(app)
  return { owner, market: await newMarket(app, owner) }
}

export interface Listing {
  id: string
  title: string
  cents: number
  contract: boolean
}

export const tryListing = (app: App, { token }: Pick<Person, 'token'>, market: string, fields: object = {}) =>
  ask(app, 'POST', `/markets/${market}/listings`, { token, body: { title: newTitle(), cents: 999, ...fields } })

export async function newListing(app: App, by: Pick<Person, 'token'>, market: string, fields: object = {}) {
  const answer = await tryListing(app, by, market, fields)
  return dataOf<Listing>(answer, 201, 'POST /markets/:market/listings')
}

export const tryChange = (app: App, { token }: Pick<Person, 'token'>, market: string, id: string, body: object) =>
  ask(app, 'PATCH', `/markets/${market}/listings/${id}`, { token, body })

export async function changeListing(app: App, by: Pick<Person, 'token'>, market: string, id: string, body: object) {
  const answer = await tryChange(app, by, market, id, body)
  return dataOf<Listing>(answer, 200, `PATCH /markets/:market/listings/:id with ${JSON.stringify(body)}`)
}

export const tryRead = (app: App, { token }: Pick<Person, 'token'>, market: string, id: string) =>
  ask(app, 'GET', `/markets/${market}/listings/${id}`, { token })

export const tryDelete = (app: App, { token }: Pick<Person, 'token'>, market: string, id: string) =>
  ask(app, 'DELETE', `/markets/${market}/listings/${id}`, { token })

export interface Window {
  market: { id: string; name: string }
  listings: { id: string; title: string; cents: number }[]
}

export const tryWindow = (app: App, market: string) => ask(app, 'GET', `/markets/${market}/window`)

export async function windowNow(app: App, market: string, when = ''): Promise<Window> {
  return dataOf<Window>(await tryWindow(app, market), 200, `GET /markets/:market/window${when}`)
}

/** Bytes that begin like a PDF; no two are alike. */
export function pdf(size = 500): Uint8Array<ArrayBuffer> {
  const start = Buffer.from(`%PDF-1.7\n% contract ${++serial}\n`)
  return Uint8Array.from({ length: size }, (_, index) => start[index] ?? (index * 31 + serial) % 256)
}

export const contractPath = (market: string, id: string) => `/markets/${market}/listings/${id}/contract`

export function tryContract(
  app: App,
  { token }: Pick<Person, 'token'>,
  market: string,
  id: string,
  body: Uint8Array = pdf(),
  type = 'application/pdf',
) {
  return ask(app, 'PUT', contractPath(market, id), { token, body, headers: { 'content-type': type } })
}
