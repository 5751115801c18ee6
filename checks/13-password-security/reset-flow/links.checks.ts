import { createHash } from 'node:crypto'
import { check, expect } from 'backend-workbook/check'
import { BAD_REQUEST, INVALID, MINUTE, NEW_PASSWORD, serving } from './shop.ts'

check('takes a link once, and nothing that is no link', { read: 'reset' }, async () => {
  await serving(async ({ post, forgot, password, resets }) => {
    const { token } = await forgot()
    const [stored = ''] = resets.keys()
    for (const [what, other] of [
      ['a token that never was', 'x'.repeat(token.length)],
      ['an empty token', ''],
      ['the token and a space', `${token} `],
      ['what the table holds of the token', stored],
    ] as const) {
      expect(await post('/reset', { token: other, password: NEW_PASSWORD }), `POST /reset with ${what}`).toEqual(
        INVALID,
      )
    }
    for (const other of [{ $gt: '' }, [token], undefined]) {
      const answer = await post('/reset', { token: other, password: NEW_PASSWORD })
      const shown = Array.isArray(other) ? 'the right token in a list' : `the token ${JSON.stringify(other)}`
      expect(answer, `POST /reset with ${shown}`).toEqual(BAD_REQUEST)
    }
    expect((await post('/reset', { token, password: NEW_PASSWORD })).status, 'the status with the right one').toBe(204)
    const again = await post('/reset', { token, password: 'another password' })
    expect(again, 'POST /reset with the same token and another password').toEqual(INVALID)
    expect(password(), 'the password after both').toBe(NEW_PASSWORD)
  })
})

check('lets one of several uses at the same time win', { read: 'reset' }, async () => {
  for (let round = 0; round < 3; round += 1) {
    await serving(async ({ post, forgot, password, events }) => {
      const { token } = await forgot()
      const passwords = ['password number 1', 'password number 2', 'password number 3', 'password number 4']
      const answers = await Promise.all(passwords.map((each) => post('/reset', { token, password: each })))
      const won = passwords.filter((_password, at) => answers[at]?.status === 204)
      expect(won.length, 'how many of four requests with the same token, sent at the same time, get 204').toBe(1)
      expect(
        answers.filter(({ status }) => status !== 204),
        'the other answers',
      ).toEqual([INVALID, INVALID, INVALID])
      expect(password(), 'the password after that').toBe(won[0])
      const times = events.filter((event) => event.startsWith('password')).length
      expect(times, 'how often a password was set').toBe(1)
    })
  }
})

check('takes a link for 30 minutes', { read: 'reset' }, async () => {
  for (const [late, expected] of [
    [30 * MINUTE - 1, 204],
    [30 * MINUTE, 400],
    [24 * 60 * MINUTE, 400],
  ] as const) {
    await serving(async ({ post, forgot, clock }) => {
      const { token } = await forgot()
      clock.time += late
      const answer = await post('/reset', { token, password: NEW_PASSWORD })
      const call = `POST /reset ${late} ms after POST /forgot`
      if (expected === 400) expect(answer, call).toEqual(INVALID)
      else expect(answer.status, `the status of ${call}`).toBe(expected)
    })
  }
})

check('makes older links void, at a new request and at a change of the password', { read: 'reset' }, async () => {
  await serving(async ({ user, post, forgot, password }) => {
    const old = await forgot()
    const newest = await forgot()
    expect(await post('/reset', { token: old.token, password: NEW_PASSWORD }), 'the first of two links').toEqual(
      INVALID,
    )
    const second = await post('/reset', { token: newest.token, password: NEW_PASSWORD })
    expect(second.status, 'the status of POST /reset with the second').toBe(204)
    const unused = await forgot()
    const change = { email: user.email, password: NEW_PASSWORD, newPassword: 'changed by hand' }
    expect((await post('/password', change)).status, 'the status of POST /password').toBe(204)
    const late = await post('/reset', { token: unused.token, password: 'another password' })
    expect(late, 'POST /reset with a link from before POST /password').toEqual(INVALID)
    expect(password(), 'the password after that').toBe('changed by hand')
  })
  await serving(async ({ user, post, forgot, password, resets, clock }) => {
    const { token } = await forgot()
    // A second link, as two requests at the same moment leave it.
    const other = 'another-link-of-the-same-user'
    const tokenHash = createHash('sha256').update(other).digest('hex')
    resets.set(tokenHash, { tokenHash, userId: user.id, expiresAt: clock.time + 10 * MINUTE })
    expect((await post('/reset', { token, password: NEW_PASSWORD })).status, 'the status of POST /reset').toBe(204)
    const late = await post('/reset', { token: other, password: 'another password' })
    expect(late, 'POST /reset with another link of the same user, after that').toEqual(INVALID)
    expect(password(), 'the password after both').toBe(NEW_PASSWORD)
  })
})
