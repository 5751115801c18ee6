// bcrypt reads 72 bytes and no more. None of the packages says so when a password is longer.
// Look for: which wrong passwords are let in, and what becomes of a pepper that stands behind the password.
import { createHmac } from 'node:crypto'
import bcrypt from 'bcrypt'
import bcryptjs from 'bcryptjs'

const COST = 4

for (const [name, { hashSync, compareSync }] of Object.entries({ bcrypt, bcryptjs })) {
  console.log(`\n${name}`)
  const sentence = 'x'.repeat(72)
  const long = hashSync(`${sentence}, and the secret`, COST)
  console.log(
    '  72 x and "and the secret", compared with 72 x and "something":',
    compareSync(`${sentence}something`, long),
  )

  // Four bytes each in UTF-8: 18 of them are 72 bytes.
  const faces = hashSync(`${'😀'.repeat(18)}secret`, COST)
  console.log('  18 smileys and "secret", compared with 18 smileys:            ', compareSync('😀'.repeat(18), faces))

  const withPepper = hashSync(`${sentence}the pepper`, COST)
  console.log('  a password of 72 bytes and the pepper, compared without pepper:', compareSync(sentence, withPepper))

  const first = createHmac('sha256', 'the pepper').update(`${sentence}, and the secret`).digest('base64')
  const second = createHmac('sha256', 'the pepper').update(`${sentence}something`).digest('base64')
  console.log(
    '  the first line, with an HMAC in front of bcrypt:              ',
    compareSync(second, hashSync(first, COST)),
  )
}
console.log('\nbcryptjs can at least be asked: truncates(73 x) is', bcryptjs.truncates('x'.repeat(73)))
