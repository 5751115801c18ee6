import { check, expect } from 'backend-workbook/check'
import { createFakeRetailers, EmailTaken } from '../../../exercises/24-testing/test-doubles.ts'

const mill = { email: 'ada@mill.example', name: 'Mill', cities: ['Ulm'] }
const shop = { email: 'bob@shop.example', name: 'Shop', cities: [] as string[] }

check('the fake store finds, lists and removes', { read: 'fakes' }, async () => {
  const store = createFakeRetailers()
  const [b, a] = [await store.add(shop), await store.add(mill)]
  expect(a, 'add(mill)').toEqual({ ...mill, id: a.id })
  expect([await store.byId(a.id), await store.byEmail(shop.email)], 'byId(mill), byEmail(shop)').toEqual([a, b])
  expect([await store.byId('none'), await store.byEmail('none')], 'byId and byEmail of nobody').toEqual([
    undefined,
    undefined,
  ])
  expect(await store.list(), 'list() of shop and mill').toEqual([a, b])
  expect([await store.remove(a.id), await store.remove(a.id)], 'remove(mill), twice').toEqual([true, false])
  await store.remove(b.id)
  const later = [await store.add(mill), await store.add(shop)].map(({ id }) => id)
  expect(
    new Set([a.id, b.id, ...later]).size,
    'different ids of four that were added, two of them after removals',
  ).toBe(4)
  expect((await createFakeRetailers().list()).length, 'retailers in another store').toBe(0)
})

check('the fake store updates what is given', { read: 'fakes' }, async () => {
  const store = createFakeRetailers()
  const { id } = await store.add(mill)
  await store.add(shop)
  const changed = { ...mill, id, name: 'Old mill' }
  expect(await store.update(id, { name: 'Old mill' }), "update(id, { name: 'Old mill' })").toEqual(changed)
  const nothing = { name: undefined, cities: undefined, email: undefined } as unknown as { name: string }
  expect(
    await store.update(id, nothing),
    'update(id, { name: undefined, cities: undefined, email: undefined })',
  ).toEqual(changed)
  expect(await store.update(id, { name: '', cities: [] }), "update(id, { name: '', cities: [] })").toEqual({
    ...changed,
    name: '',
    cities: [],
  })
  expect(await store.byId(id), 'byId after these').toEqual({ ...changed, name: '', cities: [] })
  expect(await store.update('none', { name: 'X' }), 'update of nobody').toBeUndefined()
  expect(
    (await store.list()).map(({ name }) => name),
    'names in list()',
  ).toEqual(['', 'Shop'])
})

check('the fake store gives an email to one retailer', { read: 'fakes' }, async () => {
  const store = createFakeRetailers()
  const first = await store.add({ ...mill, email: 'Ada@mill.example' })
  const second = await store.add(shop)
  const taken = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    return error instanceof EmailTaken
  }
  expect(first.email, "email of add({ email: 'Ada@mill.example' })").toBe('Ada@mill.example')
  expect((await store.byEmail('ADA@mill.example'))?.id, "id of byEmail('ADA@mill.example')").toBe(first.id)
  expect(
    await taken(store.add({ ...shop, email: 'ada@MILL.example' })),
    'whether adding it once more is EmailTaken',
  ).toBe(true)
  const theft = store.update(second.id, { name: 'Thief', email: 'ada@mill.example' })
  expect(await taken(theft), 'whether another retailer that takes it by update is EmailTaken').toBe(true)
  expect(await store.byId(second.id), 'that other retailer, after this').toEqual(second)
  expect((await store.update(first.id, { email: 'ADA@mill.example' }))?.email, 'update of its own email to ADA@…').toBe(
    'ADA@mill.example',
  )
  await store.update(first.id, { email: 'eve@mill.example' })
  const third = await store.add(mill)
  await store.remove(third.id)
  expect((await store.add(mill)).email, 'the old email, after an update and after a removal').toBe(mill.email)
  const busy = createFakeRetailers()
  const adding = [busy.add(mill), busy.add({ ...shop, email: mill.email.toUpperCase() }), busy.add(mill)]
  const states = (await Promise.allSettled(adding)).map(({ status }) => status)
  expect(states.sort(), 'in another store, three add() of the same email at the same time').toEqual([
    'fulfilled',
    'rejected',
    'rejected',
  ])
  expect((await busy.list()).length, 'retailers afterwards').toBe(1)
})

check('the fake store copies what comes in and goes out', { read: 'fakes' }, async () => {
  const store = createFakeRetailers()
  const given = { ...mill, cities: ['Ulm'] }
  const added = await store.add(given)
  const { id } = added
  const cities = ['Bonn']
  const is = async (what: string, expected: string[]) =>
    expect(await store.byId(id), `the retailer after ${what} was changed`).toEqual({ ...mill, id, cities: expected })
  given.cities.push('Atlantis')
  given.name = 'Spoilt'
  await is('what was given to add()', ['Ulm'])
  const results = { 'add()': added, 'byId()': await store.byId(id), 'byEmail()': await store.byEmail(mill.email) }
  for (const [call, result] of Object.entries({ ...results, 'list()': (await store.list())[0] })) {
    result?.cities.push('Atlantis')
    if (result) result.name = 'Spoilt'
    await is(`what ${call} gave`, ['Ulm'])
  }
  const updated = await store.update(id, { cities })
  updated?.cities.push('Atlantis')
  await is('what update() gave', ['Bonn'])
  cities.push('Atlantis')
  await is('what was given to update()', ['Bonn'])
})
