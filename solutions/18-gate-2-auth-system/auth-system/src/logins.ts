import { wrongCredentials } from './errors.ts'
import { log } from './log.ts'
import type { Passwords } from './passwords.ts'
import type { Account, Accounts } from './stores/accounts.ts'
import type { Limits } from './stores/limits.ts'

interface Deps {
  accounts: Accounts
  passwords: Passwords
  limits: Limits
}

/**
 * The one door for passwords, at the login and at the change of a password: five wrong ones and it is closed for this email.
 * @throws AppError 401 or 429
 */
export async function accountWith(email: string, password: string, deps: Deps): Promise<Account> {
  const { accounts, passwords, limits } = deps
  await limits.look('login-email', email)
  const account = await accounts.byEmail(email)
  const isRight = await passwords.isRight(password, account?.passwordHash)
  if (!account || !isRight || account.suspended) {
    // Counted when the answer is known. Of many at once, five are told "wrong", and the rest learn nothing.
    await limits.take('login-email', email)
    log.security('login.failed', { accountId: account?.id })
    throw wrongCredentials()
  }
  await limits.forget('login-email', email)
  await rehash(account, password, deps)
  return account
}

async function rehash({ id, passwordHash }: Account, password: string, { accounts, passwords }: Deps): Promise<void> {
  if (passwordHash === null || !passwords.isCheap(passwordHash)) return
  await accounts.replaceHash(id, passwordHash, await passwords.hash(password))
}
