import { check, expect } from 'backend-workbook/check'
import { BAD_REQUEST, NEW_PASSWORD, serving } from './shop.ts'

check('ends all sessions once the new password is set', { read: 'reset' }, async () => {
  const inOrder = ['password of the user set', 'sessions of the user ended']
  await serving(async ({ user, post, forgot, events }) => {
    const { token } = await forgot()
    await post('/reset', { token: 'x'.repeat(40), password: NEW_PASSWORD })
    expect(events, 'what happened after POST /reset with a wrong token').toEqual([])
    await post('/reset', { token, password: NEW_PASSWORD })
    expect(events, 'what happened after POST /reset, in order').toEqual(inOrder)
    await post('/password', { email: user.email, password: NEW_PASSWORD, newPassword: 'changed by hand' })
    expect(events, 'the same after POST /password as well').toEqual([...inOrder, ...inOrder])
  })
})

check('refuses a wrong password and a weak one, and changes nothing', { read: 'reset-flow' }, async () => {
  await serving(async ({ user, post, forgot, password, events }) => {
    const { token } = await forgot()
    const weak = { status: 422, body: { error: 'weak_password' } }
    const byHand = { email: user.email, password: 'the old password' }
    expect(await post('/reset', { token, password: '123456789' }), "POST /reset with '123456789'").toEqual(weak)
    const weakByHand = await post('/password', { ...byHand, newPassword: '123456789' })
    expect(weakByHand, "POST /password with '123456789' as the new password").toEqual(weak)
    for (const wrong of [{ password: 'not the password' }, { email: `stranger.${user.email}` }]) {
      const answer = await post('/password', { ...byHand, ...wrong, newPassword: NEW_PASSWORD })
      expect(answer, `POST /password with ${JSON.stringify(wrong)}`).toEqual({
        status: 401,
        body: { error: 'wrong_credentials' },
      })
    }
    for (const part of [{ password: NEW_PASSWORD }, { token }, { token, password: 1234567890 }]) {
      const answer = await post('/reset', part)
      expect(answer, `POST /reset ${JSON.stringify(part).replace(token, '<token>')}`).toEqual(BAD_REQUEST)
    }
    expect(await post('/password', byHand), 'POST /password without a new password').toEqual(BAD_REQUEST)
    expect([password(), events], 'the password, and what happened, after all these').toEqual(['the old password', []])
    const strong = await post('/reset', { token, password: '1234567890' })
    expect(strong.status, "the status of POST /reset with the same link and '1234567890'").toBe(204)
    const change = await post('/password', { ...byHand, password: '1234567890', newPassword: 'abcdefghij' })
    expect(change.status, "the status of POST /password with 'abcdefghij' as the new password").toBe(204)
  })
})
