import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'

export interface Masker {
  /** Takes the next piece of the log and gives what can be shown. */
  write: (chunk: string) => string
  /** Gives what was held back. The log is over. */
  end: () => string
}

export interface Finding {
  /** As in the line `+++ b/src/app.ts`: `src/app.ts`. */
  file: string
  /** Number of the line in the new file, from 1. */
  line: number
  kind: 'token' | 'random'
  /** The first four characters of what was found, and `…`. */
  preview: string
}

export interface Signature {
  /** Id of the key that signed. */
  key: string
  /** HMAC-SHA256 of the text (UTF-8) with the secret, in hexadecimal digits. */
  mac: string
}

export interface Keyring {
  sign: (text: string) => Signature
  verify: (text: string, signature: Signature) => boolean
  /** Gives the id of the new key. */
  rotate: (secret: string) => string
  revoke: (key: string) => void
}

export interface KeyringOptions {
  /** Of the first key. */
  secret: string
  /** How long the key before the newest still verifies. */
  overlapMs: number
  /** Milliseconds, instead of Date.now. */
  now: () => number
}

const MASK = '***'

/** Hides secrets in a log that comes in pieces, in their encoded forms as well. */
export function createMasker(secrets: readonly string[]): Masker {
  const forms = [...new Set(secrets.filter((secret) => secret !== '').flatMap(formsOf))].sort(
    (a, b) => b.length - a.length,
  )
  let held = ''

  /** Until the end is known, what could still become a form stays back. */
  function read(isEnd: boolean): string {
    let shown = ''
    let at = 0
    while (at < held.length) {
      const left = held.length - at
      const isOpen = !isEnd && forms.some((form) => form.length > left && form.startsWith(held.slice(at)))
      if (isOpen) break
      const form = forms.find((each) => held.startsWith(each, at))
      shown += form === undefined ? held.charAt(at) : MASK
      at += form?.length ?? 1
    }
    held = held.slice(at)
    return shown
  }

  return {
    write(chunk) {
      held += chunk
      return read(false)
    },
    end: () => read(true),
  }
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8')
  const padded = bytes.toString('base64')
  const padding = '='.repeat(padded.length - padded.replace(/=+$/, '').length)
  const url = bytes.toString('base64url')
  return [secret, encodeURIComponent(secret), padded, padded.replace(/=+$/, ''), url, url + padding]
}

const HUNK = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/
const TOKEN = /(?<![A-Za-z0-9_])mkt_live_[A-Za-z0-9]{24}(?![A-Za-z0-9_])/g
const ANY_TOKEN = /(?<![A-Za-z0-9_])mkt_(?:live|test)_[A-Za-z0-9]{24}(?![A-Za-z0-9_])/
const NAMED =
  /(?<name>[\w.-]*(?:secret|token|password|key)[\w.-]*)["'`]? *[=:] *["'`]?(?<value>[A-Za-z0-9+/=_-]{20,})/gi
const LEAST_BITS = 4

/** Finds secrets in the lines that a diff adds. */
export function findSecrets(diff: string): Finding[] {
  const findings: Finding[] = []
  let file = ''
  let line = 0
  let left = { before: 0, after: 0 }
  for (const text of diff.split(/\r?\n/)) {
    if (left.before <= 0 && left.after <= 0) {
      const [, before = '1', start, after = '1'] = HUNK.exec(text) ?? []
      if (text.startsWith('+++ ')) file = text.slice(4).replace(/^b\//, '')
      if (start === undefined) continue
      line = Number(start)
      left = { before: Number(before), after: Number(after) }
      continue
    }
    const sign = text.charAt(0)
    if (sign === '\\') continue
    if (sign !== '+') left.before -= 1
    if (sign === '-') continue
    left.after -= 1
    if (sign === '+') findings.push(...secretsIn(text.slice(1)).map((found) => ({ file, line, ...found })))
    line += 1
  }
  return findings
}

function secretsIn(text: string): Pick<Finding, 'kind' | 'preview'>[] {
  const tokens = [...text.matchAll(TOKEN)].map((match) => ({
    at: match.index,
    kind: 'token' as const,
    secret: match[0],
  }))
  const named = [...text.matchAll(NAMED)].flatMap((match) => {
    const value = match.groups?.['value'] ?? ''
    const isSecret = entropyOf(value) >= LEAST_BITS && !ANY_TOKEN.test(value)
    return isSecret
      ? [{ at: match.index + match[0].length - value.length, kind: 'random' as const, secret: value }]
      : []
  })
  return [...tokens, ...named]
    .sort((a, b) => a.at - b.at)
    .map(({ kind, secret }) => ({ kind, preview: `${secret.slice(0, 4)}…` }))
}

/** Shannon entropy, in bits a character. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>()
  for (const each of text) counts.set(each, (counts.get(each) ?? 0) + 1)
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0)
}

interface Key {
  id: string
  secret: string
  /** The last millisecond at which it verifies. */
  until: number
}

/** Keys that can be replaced while services run. */
export function createKeyring({ secret, overlapMs, now }: KeyringOptions): Keyring {
  const keyOf = (text: string): Key => ({ id: randomUUID(), secret: text, until: Number.POSITIVE_INFINITY })
  let newest = keyOf(secret)
  let older: Key | undefined

  return {
    sign: (text) => ({ key: newest.id, mac: macOf(newest, text).toString('hex') }),
    verify(text, { key, mac }) {
      const known = [newest, older].find((each) => each?.id === key)
      if (known === undefined || now() > known.until) return false
      const expected = Buffer.from(macOf(known, text).toString('hex'))
      const given = Buffer.from(mac)
      return given.length === expected.length && timingSafeEqual(given, expected)
    },
    rotate(text) {
      older = { ...newest, until: now() + overlapMs }
      newest = keyOf(text)
      return newest.id
    },
    revoke(key) {
      if (key === newest.id) throw new Error('the newest key cannot be revoked: rotate first')
      if (key === older?.id) older = undefined
    },
  }
}

function macOf({ secret }: Key, text: string): Buffer {
  return createHmac('sha256', secret).update(text, 'utf8').digest()
}
