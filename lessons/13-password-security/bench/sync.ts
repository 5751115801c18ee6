import { compareSync, hashSync } from 'bcrypt'
import { loginApp } from './login-app.ts'

const stored = hashSync('correct horse', 10)

/** Computes as quickly as the asynchronous function, on the thread that answers. */
export function buildApp() {
  return loginApp((password) => compareSync(password, stored))
}
