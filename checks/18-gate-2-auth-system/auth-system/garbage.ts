import { ACCOUNTS, type Asking, AUTH, ME, newEmail, newPassword, ORDERS, type Person, type Tokens } from './client.ts'

/** A request that no client should send. */
export type Garbage = [method: string, path: string, asking: Asking]

const deep = (open: string, close: string, times: number) => open.repeat(times) + close.repeat(times)

const BODIES: (string | Uint8Array)[] = [
  ...['null', '7', '"text"', '[]', '[{"note":"x"}]', '{', '{]', '{"note":}', '\u0000', 'note=x', '<note/>', ''],
  deep('[', ']', 20_000),
  `{"note":${deep('[', ']', 5000)}}`,
  '{"note":{"$ne":null}}',
  '{"note":"x","note":{"$gt":""}}',
  '{"note":"a\\u0000b"}',
  '{"note":7}',
  '{"note":""}',
  `{"note":"${'x'.repeat(501)}"}`,
  `{"note":"${'x'.repeat(400_000)}"}`,
  '{"note":"x","accountId":"1"}',
  '{"note":"x","__proto__":{"role":"admin"}}',
  '{"note":"x","constructor":{"prototype":{}}}',
  Uint8Array.from({ length: 2048 }, (_, index) => (index * 37) % 256),
  Uint8Array.from([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]),
]

const IDS = [
  ...[
    '1',
    '-1',
    '%00',
    '%zz',
    '%F0%9F%92%A9',
    "1'--",
    '00000000-0000-4000-8000-00000000000',
    '__proto__',
    'x'.repeat(3000),
  ],
  ...['99999999999999999999', "'%20OR%201=1--", '%27%3B%20DROP%20TABLE%20orders%3B--', '{"$ne":null}', '..%2f..%2fme'],
]

/** All of it is to be answered with a 4xx, and to change nothing. */
export function garbage(token: string, adminToken: string, orderId: string): Garbage[] {
  const account = { email: newEmail(), password: newPassword(), name: 'Eve' }
  return [
    ...BODIES.map((body): Garbage => ['POST', ORDERS, { token, body }]),
    ...BODIES.map((body): Garbage => ['PATCH', ME, { token, body }]),
    ...BODIES.map((body): Garbage => ['POST', `${AUTH}/register`, { body }]),
    ...IDS.map((id): Garbage => ['GET', `${ORDERS}/${id}`, { token }]),
    ...IDS.map((id): Garbage => ['DELETE', `${ORDERS}/${id}`, { token }]),
    ...IDS.map((id): Garbage => ['PATCH', `${ACCOUNTS}/${id}`, { token: adminToken, body: { role: 'vendor' } }]),
    ['POST', `${AUTH}/register`, { body: { ...account, name: 'E\u0000ve' } }],
    ['POST', `${AUTH}/register`, { body: { ...account, email: 'e\u0000ve@mill.example' } }],
    ['POST', `${AUTH}/forgot`, { body: { email: 'a\u0000b@mill.example' } }],
    ['GET', `${ORDERS}?search=%00`, { token }],
    ['GET', `${ORDERS}?search[$ne]=x&search=a&search=b`, { token }],
    ['GET', `${ACCOUNTS}?email=%00`, { token: adminToken }],
    ['POST', ORDERS, { token, body: '{"note"', headers: { 'content-type': 'application/json; charset=utf-99' } }],
    ['POST', ORDERS, { token, body: '{"note":"x"}', headers: { 'content-type': 'application/xml' } }],
    ['POST', ORDERS, { token, body: '{"note":"x"}', headers: { 'content-encoding': 'gzip' } }],
    ['POST', ORDERS, { token, body: '{"note":"x"}', headers: { 'content-encoding': 'nonsense' } }],
    ['POST', `${AUTH}/refresh`, { headers: { cookie: 'refresh=%zz; ;=; refresh' } }],
    ['GET', ME, { headers: { authorization: `Bearer ${'x'.repeat(5000)}` } }],
    ['GET', '/api/v1/auth/oauth/callback?code[]=x&state[$ne]=y', {}],
    ['PUT', `${ORDERS}/${orderId}`, { token, body: { note: 'y' } }],
  ]
}

/** Well made, and refused all the same. */
export function refusals(person: Person & Tokens, admin: Person & Tokens): Garbage[] {
  const password = newPassword()
  return [
    ['GET', ME, {}],
    ['GET', ACCOUNTS, { token: person.access }],
    ['POST', `${AUTH}/login`, { body: { email: newEmail(), password } }],
    ['POST', `${AUTH}/register`, { body: { email: person.email, password, name: 'Eve' } }],
    ['POST', `${AUTH}/reset`, { body: { token: 'nonsense', password } }],
    ['PATCH', `${ACCOUNTS}/${admin.id}`, { token: admin.access, body: { role: 'vendor' } }],
  ]
}
