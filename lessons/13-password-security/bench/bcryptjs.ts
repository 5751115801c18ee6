import { compare, hashSync } from 'bcryptjs'
import { loginApp } from './login-app.ts'

const stored = hashSync('correct horse', 10)

/** Computes in JavaScript, on the thread that answers. It lets others in every 100 ms. */
export function buildApp() {
  return loginApp((password) => compare(password, stored))
}
