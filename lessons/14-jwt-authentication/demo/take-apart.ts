// A token of the marketplace is taken apart without any secret, then changed, then forged. Look for: how much anybody can
// read in it, which changes the signature notices, what a verifier that believes the header lets in, and how long a
// secret of three letters lasts.
import { createHmac } from 'node:crypto'
import jwt from 'jsonwebtoken'

const SECRET = 'north-mill-and-salt-and-co-0123456789'
const token = jwt.sign({ sub: 'ret_7', role: 'retailer', email: 'ada@mill.example' }, SECRET, { expiresIn: 900 })

console.log('the token')
console.log(token.replace(/(.{70})/g, '$1\n'))

const [header = '', payload = '', signature = ''] = token.split('.')
const text = (part: string) => Buffer.from(part, 'base64url').toString()
console.log('\nits parts, decoded with no secret at all')
console.log(`  header     ${text(header)}`)
for (const [name, value] of Object.entries(JSON.parse(text(payload)))) {
  console.log(`  payload    ${name.padEnd(6)} ${JSON.stringify(value)}`)
}
console.log(`  signature  ${Buffer.from(signature, 'base64url').length} bytes`)

const hmac = (input: string, secret: string) => createHmac('sha256', secret).update(input).digest('base64url')
console.log('\nthe signature, made again with the secret:', hmac(`${header}.${payload}`, SECRET) === signature)

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
const staff = encode({ ...JSON.parse(text(payload)), role: 'staff' })
const forged = {
  'role changed, signature kept': `${header}.${staff}.${signature}`,
  'alg none, no signature': `${encode({ alg: 'none', typ: 'JWT' })}.${staff}.`,
}

/** Our own verifier, and wrong: it does what the token asks for. */
function believing(given: string): string {
  const [head = '', body = '', sign = ''] = given.split('.')
  const { alg } = JSON.parse(text(head))
  if (alg !== 'none' && hmac(`${head}.${body}`, SECRET) !== sign) throw new Error('invalid signature')
  return JSON.parse(text(body)).role
}

/** jsonwebtoken, told which algorithm we use. */
const pinned = (given: string): string =>
  (jwt.verify(given, SECRET, { algorithms: ['HS256'] }) as jwt.JwtPayload)['role']

console.log('\nforged token                   obeys the header    algorithms: [HS256]')
for (const [name, given] of Object.entries(forged)) {
  console.log(`${name.padEnd(30)} ${verdict(believing, given).padEnd(19)} ${verdict(pinned, given)}`)
}

function verdict(verify: (given: string) => string, given: string): string {
  try {
    return `lets in: ${verify(given)}`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

// A secret is guessed offline: no server is asked, so no rate limit helps.
const weak = jwt.sign({ sub: 'ret_7', role: 'retailer' }, 'sun', { expiresIn: 900 })
const [input = '', goal] = [weak.slice(0, weak.lastIndexOf('.')), weak.slice(weak.lastIndexOf('.') + 1)]
const letters = [...'abcdefghijklmnopqrstuvwxyz']
const start = performance.now()
let guesses = 0
const found = letters
  .flatMap((a) => letters.flatMap((b) => letters.map((c) => a + b + c)))
  .find((guess) => {
    guesses += 1
    return hmac(input, guess) === goal
  })
const ms = Math.round(performance.now() - start)
console.log(`\na token that jsonwebtoken has signed with three letters: "${found}" was found`)
console.log(`after ${guesses.toLocaleString('en')} guesses, in ${ms} ms`)
