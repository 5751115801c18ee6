import { check, expect } from 'backend-workbook/check'
import { chanceFor, PATIENT_MS } from '../serving.ts'
import { openOffice, type Person } from './people.ts'

/** Who has got which texts. */
const textsOf = (people: Person[]) => people.map(({ got }) => got.map(({ text }) => text))

check(
  'sends a message to all who have joined the room, and to nobody else',
  { read: 'rooms', ms: PATIENT_MS },
  async () => {
    const { rooms, messages, open } = openOffice()
    rooms.add('o-7', 'ada', 'bob', 'eve')
    rooms.add('o-8', 'eve')
    rooms.add('bob', 'ada')
    const { connect } = await open()
    const [ada, bob, phone, eve, idle] = [
      await connect('ada'),
      await connect('bob'),
      await connect('ada'),
      await connect('eve'),
      await connect('bob'),
    ]
    for (const { ask } of [ada, bob, phone]) {
      const joined = await ask('join', { room: 'o-7' })
      expect(joined, "the answer to join { room: 'o-7' }").toEqual({ ok: true, messages: [] })
    }
    await bob.ask('join', { room: 'o-7' })
    await eve.ask('join', { room: 'o-8' })
    const send = { room: 'o-7', text: 'Where are you?', key: 'k1', from: 'eve', id: 99 }
    const answer = await ada.ask('send', send)
    const message = { id: 1, room: 'o-7', from: 'ada', text: 'Where are you?' }
    expect(answer, `the answer to send ${JSON.stringify(send)} of ada`).toEqual({ ok: true, message })
    expect(messages.kept, 'the messages that are kept').toEqual([{ ...message, key: 'k1' }])
    for (const { got } of [ada, bob, phone])
      await expect.poll(() => got, { message: 'the events message of one who has joined' }).toEqual([message])
    await ada.say('bob', 'in a room that is called as a user is')
    await eve.say('o-7', 'from outside')
    for (const { got } of [ada, bob, phone])
      await expect.poll(() => got.length, { message: 'events, after eve has sent without joining' }).toBe(2)
    await chanceFor(() => eve.got.length + idle.got.length > 0, 60)
    expect(textsOf([eve, idle]), 'what those got who have not joined this room').toEqual([[], []])
  },
)

check('takes a message once, however often it is sent', { read: 'acks', ms: PATIENT_MS }, async () => {
  const { rooms, messages, open } = openOffice()
  rooms.add('o-7', 'ada', 'bob')
  const { connect } = await open()
  const [ada, bob] = [await connect('ada'), await connect('bob')]
  for (const { ask } of [ada, bob]) await ask('join', { room: 'o-7' })
  const first = await ada.say('o-7', 'Downstairs', 'k1')
  expect(await ada.say('o-7', 'Downstairs', 'k1'), 'the message of the answer, the second time').toEqual(first)
  await bob.say('o-7', 'Coming', 'k1')
  await ada.say('o-7', 'Downstairs', 'k2')
  const expected = ['Downstairs', 'Coming', 'Downstairs']
  await expect.poll(() => bob.got.length, { message: 'the events of bob' }).toBeGreaterThanOrEqual(3)
  await chanceFor(() => bob.got.length > 3 || ada.got.length > 3, 60)
  expect(textsOf([ada, bob]), 'what ada and bob got').toEqual([expected, expected])
  expect(
    messages.kept.map(({ text }) => text),
    'the texts of the messages that are kept',
  ).toEqual(expected)
})

check('reaches clients of all instances', { read: 'two-instances', ms: PATIENT_MS }, async () => {
  const office = openOffice()
  const { rooms } = office
  const [one, two] = await office.openTwo()
  rooms.add('o-7', 'ada', 'bob')
  rooms.add('o-8', 'bob')
  const [ada, bob, other] = [await one.connect('ada'), await two.connect('bob'), await two.connect('bob')]
  await ada.ask('join', { room: 'o-7' })
  await bob.ask('join', { room: 'o-7' })
  await other.ask('join', { room: 'o-8' })
  await ada.say('o-7', 'from one')
  const message = 'events of both, who are at two instances'
  const counts = () => [ada.got.length, bob.got.length]
  await expect.poll(counts, { message, timeout: 1500 }).toEqual([1, 1])
  await bob.say('o-7', 'from two')
  await expect.poll(counts, { message, timeout: 1500 }).toEqual([2, 2])
  await chanceFor(() => ada.got.length + bob.got.length > 4 || other.got.length > 0, 60)
  const both = ['from one', 'from two']
  expect(textsOf([ada, bob, other]), 'what ada, bob, and bob in another room got').toEqual([both, both, []])
})
