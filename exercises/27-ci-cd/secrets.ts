export interface Masker {
  /** Takes the next piece of the log and gives what can be shown. */
  write: (chunk: string) => string
  /** Gives what was held back. The log is over. */
  end: () => string
}

export interface Finding {
  /** As in the line `+++ b/src/app.ts`: `src/app.ts`. Names have no blanks, and nothing that git puts in quotes. */
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
  /** HMAC-SHA256 of the text (UTF-8) with the secret, in hexadecimal digits with small letters. */
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

/**
 * Hides secrets in a log that comes in pieces.
 *
 * 1. Each secret is replaced by `***`, wherever it stands: `createMasker(['s3cr3t/x']).write('a s3cr3t/x b\n')` gives `a *** b\n`. Empty
 *    secrets are left out.
 * 2. Its other forms are replaced, too: as `encodeURIComponent` writes it (`s3cr3t%2Fx`), and as base64 (`czNjcjN0L3g=`) and base64url of its UTF-8
 *    bytes, each with all of the `=` at its end or with none. A `=` that belongs to the form goes with it. Forms inside the base64 of a longer text are not looked for.
 * 3. The pieces may cut anywhere, several times in one secret. All outputs together are the masked text, however it was cut.
 * 4. It is read from left to right. Where several forms begin at the same place, the longest that is there is replaced, and reading goes on behind it:
 *    with `['mill', 'mill-key']`, `mill-key mill` becomes `*** ***`. `***` itself is not looked at again.
 * 5. Nothing is held back without need: `write` gives all text except an end with which a form could begin that is longer than this end.
 *    `end()` gives what was held back, masked. `createMasker(['mill-key']).write('to the mil')` gives `to the `, and `end()` then `mil`.
 */
export function createMasker(_secrets: readonly string[]): Masker {
  return { write: (chunk) => chunk, end: () => '' }
}

/**
 * Finds secrets in a diff in git's form (unified, one file or many), in the order of its lines.
 *
 * 6. Only lines that the diff adds count (`+` at the beginning), and not the head of a file (`+++ b/name`). An added line may itself begin
 *    with `++`: what belongs to the lines of a hunk is said by the numbers of `@@ -1,4 +1,5 @@` (a number that is not there is 1).
 * 7. A `token` is a token of the marketplace: `mkt_live_` and exactly 24 of `A-Z a-z 0-9`, with none of these and no `_` directly before or behind.
 *    Tokens for tests (the same with `mkt_test_`) are no secrets.
 * 8. A `random` is a value behind a name. The name consists of `A-Z a-z 0-9 _ - .`, and has `secret`, `token`, `password` or `key` in it, in any case. Behind it
 *    comes one `=` or `:`. Before this sign there may be a quote and then spaces (no tabs), after it spaces and then a quote (`"`, `'` or a backtick). The value follows directly,
 *    a second `=` belongs to it: at least 20 characters of `A-Z a-z 0-9 + / = _ -`, as many as there are. No name is looked for inside of a value. The entropy of the value is at least 4 bits a character
 *    (the lesson has the formula). `apiKey: 'q7Rk2ZpX9vLw4TnB6sYd'` is one, `token=change-me-change-me-` is none. A value that has a token of 7 in it, or one for
 *    tests, is not reported as `random`.
 * 9. All findings of a line are reported, from left to right. No finding holds more of the secret than the preview: `{ file: 'src/app.ts', line: 7, kind: 'token', preview: 'mkt_…' }`.
 */
export function findSecrets(_diff: string): Finding[] {
  return []
}

/**
 * Keys that can be replaced while services run. Ids are not empty and all different, also those of keys that are gone.
 *
 * 10. The newest key signs. `verify` is true for a signature of a key that is valid, with the same text, and false for all others: another text, an
 *     unknown key, a `mac` of any length that is not right. It never throws for them.
 * 11. `rotate` makes a new key, which signs from now on. The key before it stays valid for `overlapMs`, the last millisecond included.
 * 12. At most two keys are valid. A second `rotate` during the overlap ends the oldest key at once, and the overlap of the other begins.
 * 13. `revoke` ends an older key at once. The newest cannot be revoked: that throws an Error and changes nothing. An unknown id does nothing.
 */
export function createKeyring(_options: KeyringOptions): Keyring {
  return { sign: () => ({ key: '', mac: '' }), verify: () => false, rotate: () => '', revoke: () => {} }
}
