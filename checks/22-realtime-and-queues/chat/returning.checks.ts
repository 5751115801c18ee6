import { check, expect } from 'backend-workbook/check'
import { PATIENT_MS } from '../serving.ts'
import { openOffice } from './people.ts'

check('gives those who come back what they have missed', { read: 'missed', ms: PATIENT_MS }, async () => {
  const { rooms, open } = openOffice()
  rooms.add('o-7', 'ada', 'bob')
  rooms.add('o-8', 'ada')
  const { connect } = await open()
  const ada = await connect('ada')
  for (const text of ['one', 'two']) await ada.say('o-7', text)
  await ada.say('o-8', 'elsewhere')
  for (const text of ['three', 'four']) await ada.say('o-7', text)
  const missed = [
    { id: 1, room: 'o-7', from: 'ada', text: 'one' },
    { id: 2, room: 'o-7', from: 'ada', text: 'two' },
    { id: 4, room: 'o-7', from: 'ada', text: 'three' },
    { id: 5, room: 'o-7', from: 'ada', text: 'four' },
  ]
  const bob = await connect('bob')
  for (const [after, messages] of [
    [0, missed],
    [2, missed.slice(2)],
    [5, []],
    [undefined, []],
  ] as const) {
    const answer = await bob.ask('join', { room: 'o-7', ...(after !== undefined && { after }) })
    expect(answer, `the answer to join, where after is ${after}`).toEqual({ ok: true, messages })
  }
})

check('loses nothing that is sent during a join', { read: 'missed', ms: PATIENT_MS }, async () => {
  const { rooms, messages, open } = openOffice()
  rooms.add('o-7', 'ada', 'bob')
  const { connect } = await open()
  const [ada, bob] = [await connect('ada'), await connect('bob')]
  await ada.ask('join', { room: 'o-7' })
  await ada.say('o-7', 'before')
  messages.whileReading = async () => {
    await ada.say('o-7', 'during')
    await expect.poll(() => ada.got.at(-1)?.text, { message: 'the last message that ada got' }).toBe('during')
  }
  const answer = Object(await bob.ask('join', { room: 'o-7', after: 0 }))
  await ada.say('o-7', 'after')
  const texts = () => {
    const all = [...(Array.isArray(answer.messages) ? answer.messages : []), ...bob.got]
    return [...new Map(all.map(({ id, text }) => [id, text]))].sort(([a], [b]) => a - b).map(([, text]) => text)
  }
  const message = 'the texts that bob got, in the answer to join or as events'
  await expect.poll(texts, { message }).toEqual(['before', 'during', 'after'])
})

check('goes on at the other instances when one ends', { read: 'two-instances', ms: PATIENT_MS }, async () => {
  const office = openOffice()
  const { rooms } = office
  const [one, two] = await office.openTwo()
  rooms.add('o-7', 'ada', 'bob')
  const [ada, bob] = [await one.connect('ada'), await two.connect('bob')]
  for (const { ask } of [ada, bob]) await ask('join', { room: 'o-7' })
  const { id } = await ada.say('o-7', 'one')
  await one.chat.close()
  await expect.poll(() => ada.socket.connected, { message: 'whether ada is connected' }).toBe(false)
  await bob.say('o-7', 'while ada was away')
  const again = await two.connect('ada')
  const answer = Object(await again.ask('join', { room: 'o-7', after: id }))
  expect(answer.messages, 'the messages of the answer to join, at the other instance').toMatchObject([
    { text: 'while ada was away' },
  ])
  await again.say('o-7', 'back')
  const last = () => bob.got.at(-1)?.text
  await expect.poll(last, { message: 'the last message that bob got' }).toBe('back')
  const online = await bob.ask('online', { room: 'o-7' })
  expect(online, 'the answer to online, where one of two instances has ended').toEqual({
    ok: true,
    users: ['ada', 'bob'],
  })
})
