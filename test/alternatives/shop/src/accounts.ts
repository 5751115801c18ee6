import bcrypt from 'bcrypt'
import { jwtVerify, SignJWT } from 'jose'
import { fail } from './failure.ts'
import { settings } from './settings.ts'
import { isId } from './shapes.ts'
import { type Account, accountByEmail, accountById, addAccount } from './tables/accounts.ts'

/** bcrypt reads no more, so what begins like the password would be right. */
const LONGEST_BYTES = 72

const decoy = bcrypt.hash('somebody who is not there', settings.bcryptCost)

export async function register(email: string, password: string) {
  const hash = await bcrypt.hash(password, settings.bcryptCost)
  const account = await addAccount(email, hash, 'retailer')
  return await withToken(account ?? fail('conflict'))
}

export async function logIn(email: string, password: string) {
  const found = await accountByEmail(email)
  // Also where there is no account: the time must not tell.
  const fits = await bcrypt.compare(password, found?.passwordHash ?? (await decoy))
  if (!found || !fits || Buffer.byteLength(password) > LONGEST_BYTES) fail('wrong_credentials')
  const { id, role } = found
  return await withToken({ id, email: found.email, role })
}

async function withToken(account: Account) {
  const token = await new SignJWT()
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(account.id)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(settings.tokenKey)
  return { token, account }
}

export async function accountOfToken(authorization = ''): Promise<Account> {
  const token = /^bearer +(\S+)$/i.exec(authorization)?.[1] ?? fail('unauthenticated')
  const rules = { algorithms: ['HS256'], requiredClaims: ['sub', 'exp'] }
  const { payload } = await jwtVerify(token, settings.tokenKey, rules).catch(() => fail('unauthenticated'))
  const id = payload.sub ?? ''
  return (isId(id) ? await accountById(id) : undefined) ?? fail('unauthenticated')
}

export async function makeFirstAdmin(): Promise<void> {
  const { email, password } = settings.admin
  if (email === '' || password === '' || (await accountByEmail(email))) return
  await addAccount(email, await bcrypt.hash(password, settings.bcryptCost), 'admin')
}
