import { setTimeout as sleep } from 'node:timers/promises'
import { type App, check, expect } from 'backend-workbook/check'
import {
  type Answer,
  ask,
  CONFLICT,
  dataOf,
  FORBIDDEN,
  INVALID,
  NOT_FOUND,
  refusal,
} from '../../25-gate-3-ecommerce/shop/asking.ts'
import { withLockedTables } from '../../25-gate-3-ecommerce/shop/database.ts'
import {
  contractPath,
  joined,
  newEmail,
  newListing,
  newPerson,
  opened,
  type Person,
  tryChange,
  tryContract,
  tryDelete,
  tryListing,
  tryMember,
  tryRead,
  tryRemove,
} from './client.ts'
import { theMarkets } from './service.ts'

interface Member {
  accountId: string
  email: string
  role: string
}

async function membersOf(app: App, by: Person, market: string): Promise<Record<string, string>> {
  const answer = await ask(app, 'GET', `/markets/${market}/members`, by)
  const members = dataOf<Member[]>(answer, 200, 'GET /markets/:market/members')
  return Object.fromEntries(members.map(({ accountId, role }) => [accountId, role]))
}

check(
  'lets members read, admins write, and owners buy',
  { read: 'roles', requirement: 'roles', points: 3, ms: 8000 },
  async () => {
    const app = await theMarkets()
    const { owner, market } = await opened(app)
    const [member, admin] = [
      await joined(app, owner, market.id, 'member'),
      await joined(app, owner, market.id, 'admin'),
    ]
    const [kept, removed] = [await newListing(app, admin, market.id), await newListing(app, admin, market.id)]
    const writes = (by: Person) =>
      [
        ['POST …/listings', () => tryListing(app, by, market.id), 201],
        ['PATCH …/listings/:id', () => tryChange(app, by, market.id, kept.id, { cents: 5 }), 200],
        ['PUT …/contract', () => tryContract(app, by, market.id, kept.id), 200],
        ['DELETE …/listings/:id', () => tryDelete(app, by, market.id, removed.id), 204],
      ] as const
    for (const [name, tryIt] of writes(member)) {
      expect(refusal(await tryIt()), `${name} by a member`).toEqual(FORBIDDEN)
    }
    for (const [name, tryIt, status] of writes(admin))
      expect((await tryIt()).status, `${name} by an admin`).toBe(status)
    for (const by of [member, admin, owner]) {
      const role = by === member ? 'member' : by === admin ? 'admin' : 'owner'
      expect((await tryRead(app, by, market.id, kept.id)).status, `GET …/listings/:id by the ${role}`).toBe(200)
      const { status } = await ask(app, 'GET', contractPath(market.id, kept.id), by)
      expect(status, `GET …/contract by the ${role}`).toBe(200)
      const shown = dataOf(await ask(app, 'GET', `/markets/${market.id}`, by), 200, 'GET /markets/:market')
      expect(shown, `the market as the ${role} sees it`).toMatchObject({ ...market, role })
      expect(Object.keys(await membersOf(app, by, market.id)).length, `the members as the ${role} sees them`).toBe(3)
    }
    for (const by of [member, admin]) {
      const buying = await ask(app, 'POST', `/markets/${market.id}/plan`, {
        ...by,
        body: { paymentMethod: 'pm_card_visa' },
      })
      expect(refusal(buying), `POST …/plan by ${by === member ? 'a member' : 'an admin'}`).toEqual(FORBIDDEN)
    }
  },
)

check(
  'lets admins add and remove members, and owners alone give and take other roles',
  { read: 'roles', requirement: 'roles', points: 2, ms: 8000 },
  async () => {
    const app = await theMarkets()
    const { owner, market } = await opened(app)
    const admin = await joined(app, owner, market.id, 'admin')
    const other = await joined(app, owner, market.id, 'admin')
    const member = await joined(app, admin, market.id, 'member')
    const stranger = await newPerson(app)
    const refused = [
      ['an admin makes a member admin', () => tryMember(app, admin, market.id, member.email, 'admin')],
      ['an admin makes a stranger owner', () => tryMember(app, admin, market.id, stranger.email, 'owner')],
      ['an admin makes oneself owner', () => tryMember(app, admin, market.id, admin.email, 'owner')],
      ['an admin makes another admin a member', () => tryMember(app, admin, market.id, other.email, 'member')],
      ['an admin makes the owner a member', () => tryMember(app, admin, market.id, owner.email, 'member')],
      ['an admin removes another admin', () => tryRemove(app, admin, market.id, other.id)],
      ['an admin removes the owner', () => tryRemove(app, admin, market.id, owner.id)],
      ['a member adds a stranger', () => tryMember(app, member, market.id, stranger.email, 'member')],
      ['a member makes oneself admin', () => tryMember(app, member, market.id, member.email, 'admin')],
      ['a member removes an admin', () => tryRemove(app, member, market.id, admin.id)],
    ] as const
    for (const [given, tryIt] of refused) expect(refusal(await tryIt()), given).toEqual(FORBIDDEN)
    const before = { [owner.id]: 'owner', [admin.id]: 'admin', [other.id]: 'admin', [member.id]: 'member' }
    expect(await membersOf(app, owner, market.id), 'the members after that').toEqual(before)
    const nobody = await tryMember(app, owner, market.id, newEmail(), 'member')
    expect(refusal(nobody), 'PUT …/members with an email without an account').toEqual(NOT_FOUND)
    for (const role of ['root', '', null, 3]) {
      const answer = await tryMember(app, owner, market.id, stranger.email, role)
      expect(refusal(answer), `PUT …/members with the role ${JSON.stringify(role)}`).toEqual(INVALID)
    }
    const named = await tryMember(app, owner, market.id, ` ${member.email.toUpperCase()}`, 'admin')
    const shown = { accountId: member.id, email: member.email, role: 'admin' }
    expect(dataOf(named, 200, 'PUT …/members by the owner'), 'the member').toMatchObject(shown)
    expect((await tryRemove(app, owner, market.id, other.id)).status, 'an owner removes an admin').toBe(204)
    expect(refusal(await tryRemove(app, owner, market.id, other.id)), 'the same once more').toEqual(NOT_FOUND)
  },
)

check(
  'counts a new role from the moment of the answer, at both instances',
  { read: 'roles', requirement: 'roles', points: 2, ms: 8000 },
  async () => {
    const app = await theMarkets()
    const { owner, market } = await opened(app)
    const { id } = await newListing(app, owner, market.id)
    const person = await joined(app, owner, market.id, 'member')
    for (let round = 0; round < 3; round += 1) {
      for (const role of ['admin', 'member'] as const) {
        dataOf(await tryMember(app, owner, market.id, person.email, role), 200, `PUT …/members with ${role}`)
        for (let time = 0; time < 4; time += 1) {
          const { status } = await tryChange(app, person, market.id, id, { cents: 10 + time })
          const given = `PATCH …/listings/:id by somebody who has just become ${role}`
          expect(status, given).toBe(role === 'admin' ? 200 : 403)
        }
      }
    }
  },
)

check(
  'always leaves an owner, whoever asks at the same moment',
  { read: 'roles', requirement: 'roles', points: 1, ms: 8000 },
  async () => {
    const app = await theMarkets()
    const { owner, market } = await opened(app)
    const demoted = await tryMember(app, owner, market.id, owner.email, 'admin')
    expect(refusal(demoted), 'the only owner becomes admin').toEqual(CONFLICT)
    expect(refusal(await tryRemove(app, owner, market.id, owner.id)), 'the only owner is removed').toEqual(CONFLICT)
    for (let round = 0; round < 4; round += 1) {
      const { owner: first, market: place } = await opened(app)
      const second = await joined(app, first, place.id, 'owner')
      const tryIt = (by: Person, of: Person) =>
        round % 2 ? tryRemove(app, by, place.id, of.id) : tryMember(app, by, place.id, of.email, 'member')
      let asking: Promise<Answer[]> = Promise.resolve([])
      // Both look at what is there, and wait with what they write.
      await withLockedTables(async (waiting) => {
        const before = await waiting()
        asking = Promise.all([tryIt(first, second), tryIt(second, first)])
        asking.catch(() => undefined)
        for (let tries = 0; tries < 100 && (await waiting()) < before + 2; tries += 1) await sleep(10)
      }, 'SHARE')
      const statuses = (await asking).map(({ status }) => status)
      const given = `two owners who ${round % 2 ? 'remove' : 'demote'} each other at once, by their statuses (${statuses})`
      expect(statuses.filter((status) => status < 300).length, given).toBe(1)
    }
  },
)
