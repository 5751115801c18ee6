import { check, expect } from 'backend-workbook/check'
import { PATIENT_MS } from '../serving.ts'
import { openOffice } from './people.ts'

const FORBIDDEN = { ok: false, error: 'forbidden' }

check('asks for each event whether the user is a member', { read: 'rooms', ms: PATIENT_MS }, async () => {
  const { rooms, messages, open } = openOffice()
  rooms.add('o-7', 'ada', 'bob')
  const { connect } = await open()
  const [ada, bob, eve] = [await connect('ada'), await connect('bob'), await connect('eve')]
  await ada.ask('join', { room: 'o-7' })
  await bob.ask('join', { room: 'o-7' })
  expect(await eve.ask('join', { room: 'o-7', after: 0 }), 'the answer to join of a stranger').toEqual(FORBIDDEN)
  expect(await eve.ask('send', { room: 'o-7', text: 'x', key: 'k' }), 'the answer to send of a stranger').toEqual(
    FORBIDDEN,
  )
  expect(await eve.ask('online', { room: 'o-7' }), 'the answer to online of a stranger').toEqual(FORBIDDEN)
  await ada.say('o-7', 'secret')
  await expect.poll(() => bob.got.length, { message: 'the events of bob' }).toBe(1)
  expect(eve.got, 'what the stranger got').toEqual([])
  rooms.remove('o-7', 'bob')
  for (const event of ['send', 'join', 'online']) {
    const answer = await bob.ask(event, { room: 'o-7', text: 'x', key: 'k' })
    expect(answer, `the answer to ${event} of one who has joined, and is no member any more`).toEqual(FORBIDDEN)
  }
  expect(messages.kept.length, 'messages that are kept').toBe(1)
  rooms.add('o-7', 'eve')
  expect(await eve.ask('join', { room: 'o-7' }), 'the answer to join, when the stranger has become a member').toEqual({
    ok: true,
    messages: [],
  })
})

check('takes a member out of the room, at all instances', { read: 'rooms', ms: PATIENT_MS }, async () => {
  const office = openOffice()
  const { rooms } = office
  const [one, two] = await office.openTwo()
  rooms.add('o-7', 'ada', 'bob')
  rooms.add('o-8', 'ada', 'bob')
  const [ada, bob, phone, idle] = [
    await one.connect('ada'),
    await one.connect('bob'),
    await two.connect('bob'),
    await two.connect('bob'),
  ]
  for (const { ask } of [ada, bob, phone]) for (const room of ['o-7', 'o-8']) await ask('join', { room })
  rooms.remove('o-7', 'bob')
  await one.chat.removeMember('bob', 'o-7')
  for (const person of [bob, phone]) {
    const message = 'the events removed of both sockets of bob, who are at two instances'
    await expect.poll(() => person.removed, { message, timeout: 1500 }).toEqual([{ room: 'o-7' }])
  }
  await ada.say('o-7', 'about bob')
  await ada.say('o-8', 'to bob')
  for (const person of [bob, phone]) {
    const texts = () => person.got.map(({ text }) => text)
    await expect
      .poll(texts, { message: 'what bob got after removeMember, in two rooms', timeout: 1500 })
      .toEqual(['to bob'])
  }
  const texts = () => ada.got.map(({ text }) => text)
  await expect.poll(texts, { message: 'what ada got' }).toEqual(['about bob', 'to bob'])
  expect([ada.removed, idle.removed], 'the events removed of ada, and of a socket that had not joined').toEqual([
    [],
    [],
  ])
  rooms.add('o-9', 'ada', 'cid')
  const [cid, tablet] = [await one.connect('cid'), await one.connect('cid')]
  await tablet.ask('join', { room: 'o-9' })
  rooms.whileAsking = async () => {
    rooms.remove('o-9', 'cid')
    await one.chat.removeMember('cid', 'o-9')
    await expect
      .poll(() => tablet.removed, { message: 'removed of the other socket of cid' })
      .toEqual([{ room: 'o-9' }])
  }
  await cid.ask('join', { room: 'o-9', after: 0 })
  const other = await one.connect('ada')
  await other.ask('join', { room: 'o-9' })
  await ada.say('o-9', 'about cid')
  await expect.poll(() => other.got.length, { message: 'the events of the other socket of ada' }).toBe(1)
  // What is answered now comes behind what was sent before.
  await cid.ask('online', { room: 'o-9' })
  expect(cid.got, 'what cid got, who was removed while isMember was about to answer his join').toEqual([])
})

check('takes names for what they are, whatever is in them', { read: 'rooms', ms: PATIENT_MS }, async () => {
  const { rooms, open } = openOffice()
  const { chat, connect } = await open()
  for (const mark of [':', '/', '-', ',', ' in ']) {
    const [user, room] = [`1${mark}x`, `o${mark}1`]
    rooms.add('o', user)
    rooms.add(room, 'x')
    const [goes, stays] = [await connect(user), await connect('x')]
    await goes.ask('join', { room: 'o' })
    await stays.ask('join', { room })
    await chat.removeMember(user, 'o')
    await expect.poll(() => goes.removed, { message: `removed of '${user}' in 'o'` }).toEqual([{ room: 'o' }])
    await stays.say(room, mark)
    const message = `what 'x' in '${room}' got, when '${user}' in 'o' was removed`
    await expect.poll(() => stays.got.map(({ text }) => text), { message, timeout: 1500 }).toEqual([mark])
    expect(stays.removed, `removed of 'x' in '${room}', when '${user}' in 'o' was removed`).toEqual([])
  }
})

check('shares a Redis with others', { read: 'two-instances', ms: PATIENT_MS }, async () => {
  const [ours, theirs] = [openOffice(), openOffice()]
  const [one, two] = [await ours.open(), await theirs.open()]
  for (const { rooms } of [ours, theirs]) rooms.add('o-7', 'ada', 'bob')
  const [ada, bob] = [await one.connect('ada'), await two.connect('bob')]
  for (const { ask } of [ada, bob]) await ask('join', { room: 'o-7' })
  const online = await ada.ask('online', { room: 'o-7' })
  expect(online, 'the answer to online, where bob has joined a room of that name with another prefix').toEqual({
    ...{ ok: true, users: ['ada'] },
  })
  await one.chat.removeMember('bob', 'o-7')
  await ada.say('o-7', 'ours')
  await expect.poll(() => ada.got.length, { message: 'the events of ada' }).toBe(1)
  await bob.say('o-7', 'theirs')
  const texts = () => bob.got.map(({ text }) => text)
  await expect.poll(texts, { message: 'what bob got, who has another prefix' }).toEqual(['theirs'])
  expect(bob.removed, 'removed of bob, who has another prefix').toEqual([])
})

check('tells members who is there, at all instances', { read: 'notifications', ms: PATIENT_MS }, async () => {
  const office = openOffice()
  const { rooms } = office
  const [one, two] = await office.openTwo()
  rooms.add('o-7', 'ada', 'bob', 'zoe', 'cid')
  rooms.add('o-8', 'zoe')
  const [zoe, ada, bob, phone, idle] = [
    await two.connect('zoe'),
    await one.connect('ada'),
    await two.connect('bob'),
    await one.connect('bob'),
    await two.connect('cid'),
  ]
  for (const { ask } of [zoe, ada, bob, phone]) await ask('join', { room: 'o-7' })
  await zoe.ask('join', { room: 'o-8' })
  const online = { ok: true, users: ['ada', 'bob', 'zoe'] }
  for (const { ask } of [ada, idle]) {
    const message = 'the answer to online, where bob has joined twice, and cid has not'
    await expect.poll(() => ask('online', { room: 'o-7' }), { message, timeout: 1500 }).toEqual(online)
  }
  bob.leave()
  zoe.leave()
  const message = 'the answer to online, when zoe has left, and bob with one of two sockets'
  const left = { ok: true, users: ['ada', 'bob'] }
  await expect.poll(() => ada.ask('online', { room: 'o-7' }), { message, timeout: 1500 }).toEqual(left)
})
