import { check, expect } from 'backend-workbook/check'
import jwt from 'jsonwebtoken'
import { PATIENT_MS } from '../serving.ts'
import { connect, forged, openOffice, outcomeOf, SECRET, tokenOf } from './people.ts'

check('lets in clients with a good token, and nobody else', { read: 'handshake', ms: PATIENT_MS }, async () => {
  const { url } = await openOffice().open()
  const hour = Math.floor(Date.now() / 1000) + 3600
  const tokens = {
    'no token': undefined,
    'an empty token': '',
    'a number': 7,
    'another secret': jwt.sign({ sub: 'ada' }, 'another secret of thirty-two bytes!'),
    'a token that has expired': jwt.sign({ sub: 'ada', exp: hour - 3700 }, SECRET),
    'a token without sub': jwt.sign({ name: 'ada' }, SECRET),
    'a token with an empty sub': jwt.sign({ sub: '' }, SECRET),
    'the algorithm none': forged({ alg: 'none' }, { sub: 'ada', exp: hour }),
    'the algorithm HS384': jwt.sign({ sub: 'ada' }, SECRET, { algorithm: 'HS384' }),
  }
  for (const [what, token] of Object.entries(tokens))
    expect(await outcomeOf(url, { token }), `what becomes of a client with ${what}`).toBe('unauthorized')
  expect(await outcomeOf(url, { token: tokenOf('ada') }), 'what becomes of a client with a good token').toBe(
    'connected',
  )
})

check('answers each event, also one that makes no sense', { read: 'acks', ms: PATIENT_MS }, async () => {
  const { rooms, messages, open } = openOffice()
  rooms.add('o-7', 'ada')
  const { url } = await open()
  const { socket, ask, say } = await connect(url, tokenOf('ada'))
  const room = 'o-7'
  const wrong: [string, unknown][] = [
    ['join', {}],
    ['join', { room: '' }],
    ['join', { room: 7 }],
    ['join', { room, after: -1 }],
    ['join', { room, after: 1.5 }],
    ['join', { room, after: '1' }],
    ['join', null],
    ['join', 'o-7'],
    ['send', { room, key: 'k' }],
    ['send', { room, text: '', key: 'k' }],
    ['send', { room, text: 'x'.repeat(2001), key: 'k' }],
    ['send', { room, text: 7, key: 'k' }],
    ['send', { room, text: 'x', key: '' }],
    ['send', { room, text: 'x' }],
    ['send', { text: 'x', key: 'k' }],
    ['send', null],
    ['online', {}],
  ]
  for (const [event, input] of wrong) {
    const shown = JSON.stringify(input).slice(0, 60)
    expect(await ask(event, input), `the answer to ${event} ${shown}`).toEqual({ ok: false, error: 'bad_request' })
  }
  for (const event of ['join', 'send', 'online']) {
    socket.emit(event)
    socket.emit(event, { room, text: 'no callback', key: `k-${event}` })
    socket.emit(event, null, null, 'three')
  }
  await say(room, 'x'.repeat(2000))
  expect(
    messages.kept.map(({ text }) => text.slice(0, 11)),
    'the texts of the messages that are kept',
  ).toEqual(['no callback', 'xxxxxxxxxxx'])
  messages.fails = true
  expect(await ask('send', { room, text: 'x', key: 'k' }), 'the answer to send, where messages.add throws').toEqual({
    ok: false,
    error: 'failed',
  })
  rooms.add(room, 'bob')
  const bob = await connect(url, tokenOf('bob'))
  const failed = 'the answer to join, where messages.after throws'
  expect(await bob.ask('join', { room, after: 0 }), failed).toEqual({ ok: false, error: 'failed' })
  messages.fails = false
  const other = await connect(url, tokenOf('ada'))
  await other.ask('join', { room })
  await say(room, 'to those who are there')
  await expect.poll(() => other.got.length, { message: 'the events of one who has joined' }).toBe(1)
  await bob.ask('online', { room })
  expect(bob.got, 'what one got whose join has failed').toEqual([])
  rooms.fails = true
  expect(await ask('join', { room }), 'the answer to join, where isMember throws').toEqual({
    ok: false,
    error: 'failed',
  })
})
