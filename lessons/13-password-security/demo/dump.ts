// A table of twelve users is stolen, in three versions: SHA-256, SHA-256 with a salt for each user, and bcrypt. A list of
// 40 words with ten endings is tried on each for the same processor time.
// Look for: what the first version shows before anybody computes anything, and how many hashes each version costs.
import { createHash } from 'node:crypto'
import { compareSync, hashSync } from 'bcrypt'

const words = `password welcome dragon sunshine monkey summer winter shadow master football charlie orange flower
ginger pepper cookie banana purple silver golden tiger eagle river mountain ocean garden coffee pizza guitar piano
london paris berlin madrid market vendor retailer order parcel delivery`.split(/\s+/)
const endings = ['', '1', '12', '123', '!', '2023', '2024', '2025', '2026', '99']

const passwords: Record<string, string> = {
  ...{ ada: 'summer2025', bo: 'dragon', cy: 'summer2025', di: 'vV7#qk2;dz', ed: 'market123', fi: 'parcel!' },
  ...{
    gil: 'dragon',
    hal: 'delivery2026',
    ida: 'on a boat near Porto',
    jo: 'summer2025',
    kim: 'piano99',
    leo: 'order1',
  },
}
const BUDGET_MS = 250

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

console.log('The table without a salt, sorted by hash:')
const rows = Object.entries(passwords).map(([user, password]) => ({ user, hash: sha256(password) }))
for (const hash of new Set(rows.map((row) => row.hash).sort())) {
  const users = rows.filter((row) => row.hash === hash).map(({ user }) => user)
  if (users.length > 1) console.log(`  ${hash.slice(0, 16)}…  ${users.join(', ')}: the same password`)
}

const candidates = endings.flatMap((ending) => words.map((word) => word + ending))
// To warm up, so that the first table does not pay for it.
for (let round = 0; round < 20; round += 1) candidates.map(sha256)

const users = Object.keys(passwords)
const unsalted = new Map(rows.map(({ hash }) => [hash, users.filter((user) => sha256(passwords[user] ?? '') === hash)]))
report('SHA-256', (candidate) => ({ hashes: 1, found: unsalted.get(sha256(candidate)) ?? [] }))

const salts = new Map(users.map((user) => [user, `salt of ${user}`]))
const salted = new Map(users.map((user) => [user, sha256(`${salts.get(user)}${passwords[user]}`)]))
report('SHA-256 + salt', (candidate, open) => ({
  hashes: open.length,
  found: open.filter((user) => sha256(`${salts.get(user)}${candidate}`) === salted.get(user)),
}))

const slow = new Map(users.map((user) => [user, hashSync(passwords[user] ?? '', 10)]))
report('bcrypt, cost 10', (candidate, open) => ({
  hashes: open.length,
  found: open.filter((user) => compareSync(candidate, slow.get(user) ?? '')),
}))

/** Tries the list, the likely endings first, until it is over or the time is. */
function report(name: string, guess: (candidate: string, open: string[]) => { hashes: number; found: string[] }) {
  const start = process.cpuUsage()
  const spent = () => {
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1000
  }
  let open = users
  let hashes = 0
  for (const candidate of candidates) {
    if (spent() > BUDGET_MS) break
    const tried = guess(candidate, open)
    hashes += tried.hashes
    open = open.filter((user) => !tried.found.includes(user))
  }
  const fallen = `${users.length - open.length} of ${users.length} fell`
  const count = hashes.toLocaleString('en-US').padStart(6)
  console.log(`${name.padEnd(16)} ${fallen.padEnd(14)} ${count} hashes in ${Math.max(1, Math.round(spent()))} ms`)
}
