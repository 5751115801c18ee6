/** A row of a stolen table without salt: `hash` is SHA-256 of the password, in hex. */
export interface UnsaltedRow {
  user: string
  hash: string
}

/** A row of a stolen table with salt: `hash` is SHA-256 of the salt followed by the password, in hex. */
export interface SaltedRow extends UnsaltedRow {
  salt: string
}

/** What was found, and how many hashes were computed for it. */
export interface Loot {
  /** The passwords that were found, by user. */
  found: Map<string, string>
  hashes: number
}

/** SHA-256 in hex. The cracker computes hashes with this function and no other, so that they can be counted. */
export type Sha256 = (text: string) => string

/**
 * What people make of a word, each text once, in this order:
 *
 * 1. the word itself, then with a capital first letter (the rest stays as it is);
 * 2. each of these two with the endings `1`, `123`, `!`, `2024`, `2025`, `2026`: the word with all endings first, then
 *    the capital one with all endings;
 * 3. the word with every `a`, `e`, `i` and `o` (small letters only) written as `4`, `3`, `1` and `0`.
 *
 * The words here are not empty and begin with a letter or a digit of ASCII.
 *
 * @example
 * [...candidates('rose')]
 * // ['rose', 'Rose', 'rose1', 'rose123', 'rose!', 'rose2024', …, 'Rose1', …, 'Rose2026', 'r0s3']
 */
export function* candidates(word: string): Generator<string> {
  yield word
}

/**
 * Finds passwords that are candidates of one of the words.
 *
 * - Everybody whose password is found is in `found`, also where several have the same password. Nobody else is. No two
 *   rows have the same user.
 * - Each candidate of a word is hashed once, however many rows there are. `hashes` says how many were computed.
 * - As soon as nobody is left to find, no further word is read and nothing more is hashed. With no rows, that is at
 *   once.
 */
export function crackUnsalted(_rows: UnsaltedRow[], _words: Iterable<string>, _sha256: Sha256): Loot {
  return { found: new Map(), hashes: 0 }
}

/**
 * The same for rows with a salt each, and with a budget: not more than `budget` hashes are computed.
 *
 * - The first candidate is tried on every row that is still open, in the order of the rows, then the second one, and so
 *   on: most people use one of the first few. A row that was found is not tried again.
 * - It ends when the budget is used up, when nobody is left to find, or when there are no more words. What was found
 *   until then counts.
 */
export function crackSalted(_rows: SaltedRow[], _words: Iterable<string>, _sha256: Sha256, _budget: number): Loot {
  return { found: new Map(), hashes: 0 }
}

/**
 * Your turn to defend. Gives the text that is stored for a password, by an algorithm of your choice: bcrypt, scrypt,
 * Argon2id or PBKDF2, from `node:crypto`, `bcrypt`, `bcryptjs` or `@node-rs/argon2`.
 *
 * - The text is different each time, also for the same password. It holds all that `verify` needs, and not the
 *   password.
 * - Every character of the password counts, behind the 72nd byte too. You may assume that passwords hold no zero
 *   character (`\0`), which bcrypt, scrypt and PBKDF2 do not always see.
 * - One guess is expensive: a call of `verify` with a password of up to 20 characters takes at least 3,000 times the
 *   processor time of one SHA-256 of that password with `createHash`, whether the guess is right or wrong.
 * - So what fell to your cracker does not fall any more: in the processor time that `crackUnsalted` needs for two rows
 *   and 400 words, `verify` confirms not one of the two passwords.
 */
export async function protect(password: string): Promise<string> {
  return password
}

/**
 * Tells whether `protect` made `stored` from this password. A text that `protect` did not make is false, and no error:
 * also one that was cut off, or that got something more at its end.
 */
export async function verify(password: string, stored: string): Promise<boolean> {
  return password === stored
}
