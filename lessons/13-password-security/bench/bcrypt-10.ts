import { compare, hashSync } from 'bcrypt'
import { loginApp } from './login-app.ts'

const stored = hashSync('correct horse', 10)

/** Computes on threads of libuv's pool. */
export function buildApp() {
  return loginApp((password) => compare(password, stored))
}
