import { check, expect, sharedProject } from 'backend-workbook/check'
import {
  ask,
  dataOf,
  newEmail,
  newTask,
  newUser,
  readPage,
  UNKNOWN_IDS,
  USERS,
  type User,
  untilLater,
  walk,
} from './client.ts'

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

check(
  'creates a user, and finds it again at its Location',
  { read: 'from-brief-to-routes', requirement: 'user-crud', points: 2 },
  async () => {
    const app = await sharedProject()
    const email = newEmail()
    const body = { name: '  Ada Miller ', email: `  ${email.replace('p', 'P').replace('team', 'Team')} ` }
    const given = `POST ${USERS} with ${JSON.stringify(body)}`
    const answer = await ask(app, 'POST', USERS, { body })
    const user = dataOf<User>(answer, 201, given)
    const time = expect.stringMatching(TIME)
    const wanted = { id: expect.any(String), name: 'Ada Miller', email, createdAt: time, updatedAt: time }
    expect(user, `the data of ${given}`).toMatchObject(wanted)
    const path = `${USERS}/${user.id}`
    expect(answer.headers.get('location'), `Location of ${given}`).toBe(path)
    expect(dataOf(await ask(app, 'GET', path), 200, `GET ${path}`), `GET ${path}`).toEqual(user)
    for (const id of UNKNOWN_IDS) {
      expect((await ask(app, 'GET', `${USERS}/${id}`)).status, `GET ${USERS}/${id}`).toBe(404)
    }
  },
)

check(
  'lists users page by page, newest first',
  { read: 'pagination', requirement: 'user-crud', points: 1 },
  async () => {
    const app = await sharedProject()
    const made: User[] = []
    for (const name of ['first', 'second', 'third', 'fourth', 'fifth']) made.push(await newUser(app, name))
    const shown: User[] = []
    let query = 'limit=3'
    for (let pages = 0; pages < 2; pages += 1) {
      const page = await readPage<User>(app, USERS, query)
      expect(page.data.length, `users in GET ${USERS}?limit=3, page ${pages + 1}`).toBeLessThanOrEqual(3)
      shown.push(...page.data)
      query = `limit=3&cursor=${encodeURIComponent(page.nextCursor ?? '')}`
      if (page.nextCursor === null) break
    }
    const all = (await walk<User>(app, USERS, 'limit=100')).flat().map(({ id }) => id)
    expect(all.filter((id) => made.some((user) => user.id === id)).length, 'how often they are met on all pages').toBe(
      5,
    )
    const times = shown.map(({ createdAt }) => createdAt)
    expect(times, 'createdAt of the users on two pages').toEqual([...times].sort().reverse())
    const names = shown.filter(({ id }) => made.some((user) => user.id === id)).map(({ name }) => name)
    expect(names.sort(), 'the five newest users, on two pages of three').toEqual(made.map(({ name }) => name).sort())
    expect(
      shown.find(({ id }) => id === made[0]?.id),
      'a user in the list',
    ).toEqual(made[0])
  },
)

check(
  'changes of a user what PATCH names, and nothing else',
  { read: 'from-brief-to-routes', requirement: 'user-crud', points: 1 },
  async () => {
    const app = await sharedProject()
    const ada = await newUser(app)
    const other = await newUser(app, 'Bob')
    const path = `${USERS}/${ada.id}`
    const email = newEmail()
    for (const [body, changes] of [
      [{ name: ' Grace ' }, { name: 'Grace' }],
      [{ email: email.toUpperCase() }, { name: 'Grace', email }],
    ] as const) {
      const given = `PATCH of a user with ${JSON.stringify(body)}`
      await untilLater(ada.updatedAt)
      const changed = dataOf<User>(await ask(app, 'PATCH', path, { as: ada, body }), 200, given)
      const wanted = { ...ada, ...changes, updatedAt: expect.stringMatching(TIME) }
      expect(changed, `the data of ${given}`).toMatchObject(wanted)
      expect(changed.updatedAt > ada.updatedAt, `whether updatedAt is later after ${given}`).toBe(true)
      expect(dataOf(await ask(app, 'GET', path), 200, 'GET after that'), 'GET after that').toEqual(changed)
    }
    const untouched = await ask(app, 'GET', `${USERS}/${other.id}`)
    expect(dataOf(untouched, 200, 'GET of another user after that'), 'another user after that').toEqual(other)
  },
)

check('deletes a user for good', { read: 'from-brief-to-routes', requirement: 'user-crud', points: 1 }, async () => {
  const app = await sharedProject()
  const [ada, bob] = [await newUser(app), await newUser(app, 'Bob')]
  await newTask(app, ada)
  const path = `${USERS}/${ada.id}`
  const gone = await ask(app, 'DELETE', path, { as: ada })
  expect(gone.status, 'DELETE of a user').toBe(204)
  expect(gone.text, 'the body of that').toBe('')
  expect((await ask(app, 'GET', path)).status, 'GET of that user').toBe(404)
  expect((await ask(app, 'GET', `${USERS}/${bob.id}`)).status, 'GET of another user').toBe(200)
})

check(
  'gives an email to one user only',
  { read: 'what-the-database-decides', requirement: 'user-crud', points: 2 },
  async () => {
    const app = await sharedProject()
    const [ada, bob] = [await newUser(app), await newUser(app, 'Bob')]
    const post = (email: string) => ask(app, 'POST', USERS, { body: { name: 'Eve', email } })
    for (const email of [ada.email, ada.email.toUpperCase()]) {
      expect((await post(email)).status, `POST ${USERS} with the email of another, as ${email}`).toBe(409)
    }
    const path = `${USERS}/${bob.id}`
    const body = { email: ada.email }
    expect((await ask(app, 'PATCH', path, { as: bob, body })).status, 'PATCH with the email of another').toBe(409)
    expect(dataOf(await ask(app, 'GET', path), 200, 'GET after that'), 'the user after that').toEqual(bob)
    const same = await ask(app, 'PATCH', `${USERS}/${ada.id}`, { as: ada, body: { ...body, name: 'Ada' } })
    expect(same.status, 'PATCH with the email that one has').toBe(200)
    await ask(app, 'DELETE', `${USERS}/${ada.id}`, { as: ada })
    expect((await post(ada.email)).status, `POST ${USERS} with the email of a user who was deleted`).toBe(201)
  },
)
