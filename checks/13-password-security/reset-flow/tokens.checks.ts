import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { check, expect, timeLimit, vi } from 'backend-workbook/check'
import { listening } from './mail-server.ts'
import { MINUTE, NEW_PASSWORD, START, serving } from './shop.ts'

check('makes tokens that nobody can guess', { read: 'reset' }, async () => {
  // Whatever a token can be computed from stands still. What node:crypto gives does not.
  const mocks = [
    vi.spyOn(Math, 'random').mockReturnValue(0.5),
    vi.spyOn(performance, 'now').mockReturnValue(1000),
    vi.spyOn(process.hrtime, 'bigint').mockReturnValue(1_000_000_000n),
  ]
  vi.useFakeTimers({ toFake: ['Date'], now: START })
  const tokens: string[] = []
  try {
    // Two processes that were started at the same time: what is counted or computed is the same in both.
    for (let process = 0; process < 2; process += 1) {
      await serving(async ({ forgot }) => {
        for (let ask = 0; ask < 3; ask += 1) tokens.push((await forgot()).token)
      })
    }
  } finally {
    vi.useRealTimers()
    for (const mock of mocks) mock.mockRestore()
  }
  const odd = tokens.filter((token) => !/^[\w-]{20,}$/.test(token))
  expect(odd, 'tokens that are shorter than 20 characters, or hold others than letters, digits, - and _').toEqual([])
  const given = 'parts of 20 characters that two of six tokens share, asked for at the same time from two processes'
  expect(shared(tokens), `${given}; clocks and Math.random have no say`).toEqual([])
})

check('stores a token as its SHA-256, with 30 minutes to go', { read: 'reset' }, async () => {
  await serving(async ({ user, forgot, resets }) => {
    const { token } = await forgot()
    const rows = [...resets.values()].map(({ tokenHash, ...row }) => ({ ...row, tokenHash: nameOf(tokenHash, token) }))
    expect(rows, `the rows after POST /forgot at ${START}`).toEqual([
      { tokenHash: SHA256_HEX, userId: user.id, expiresAt: START + 30 * MINUTE },
    ])
  })
})

const SHA256_HEX = 'the SHA-256 of the token in hex'

/** What a text is, in words: a token is another one in each run. */
function nameOf(stored: string, token: string): string {
  if (stored === createHash('sha256').update(token).digest('hex')) return SHA256_HEX
  return stored === token ? 'the token itself' : 'something else'
}

check('shows the token in the mail and nowhere else', { read: 'reset' }, async () => {
  await serving(async ({ user, forgot, post, answered, logged }) => {
    const { token, mail } = await forgot()
    const { email } = user
    await post('/reset', { token, password: 'quince-1' })
    await post('/reset', { token, password: NEW_PASSWORD })
    await post('/reset', { token, password: NEW_PASSWORD })
    await post('/password', { email, password: 'medlar-tree-12', newPassword: 'quince-tree-88-zeta' })
    await post('/password', { email, password: NEW_PASSWORD, newPassword: 'quince-tree-88-zeta' })
    for (const [where, text] of [
      ['an answer', answered()],
      ['the log', logged()],
      ['the headers of the mail', mail.source.split('\r\n\r\n')[0] ?? ''],
    ] as const) {
      expect(text.includes(token), `whether ${where} holds the token`).toBe(false)
      const all = [NEW_PASSWORD, 'quince-1', 'medlar-tree-12', 'quince-tree-88-zeta']
      const passwords = all.filter((password) => text.includes(password))
      expect(passwords, `the passwords that ${where} holds`).toEqual([])
    }
  })
  await logsNoTokenOfAMailThatFailed()
})

/** The log of a mail that was refused, at each of the three moments at which mail servers refuse. */
async function logsNoTokenOfAMailThatFailed(): Promise<void> {
  for (const [when, replies] of [
    ['greets', []],
    ['is told the recipient', ['220 hello', '250 yes', '250 yes']],
    ['has the whole mail', ['220 hello', '250 yes', '250 yes', '250 yes', '354 go on']],
  ] as const) {
    const server = await listening(refusingAfter(replies))
    let isLogged = false
    await serving(
      async ({ user, post, logged, resets }) => {
        await post('/forgot', { email: user.email })
        const late = timeLimit(1000)
        while (logged() === '' && !late.aborted) await sleep(5)
        isLogged = logged() !== ''
        const texts = logged().match(/[\w-]{20,}/g) ?? []
        const tokens = texts.filter((text) => resets.has(createHash('sha256').update(text).digest('hex')))
        expect(tokens.length, `tokens that the log holds, where the mail server refuses when it ${when}`).toBe(0)
      },
      { smtpUrl: server.url },
    ).finally(server.close)
    // That nothing is logged is for another check to say.
    if (!isLogged) return
  }
}

/** Says these replies, one for each line, and then that it does not want to. */
function refusingAfter(replies: readonly string[]): (socket: Socket) => void {
  return (socket) => {
    const left = [...replies]
    let isMail = false
    const answer = () => {
      const reply = left.shift()
      isMail = reply?.startsWith('354') ?? false
      if (reply === undefined) socket.end('554 no service today\r\n')
      else socket.write(`${reply}\r\n`)
    }
    let text = ''
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk
      for (const end = () => (isMail ? '\r\n.\r\n' : '\r\n'); text.includes(end()); ) {
        text = text.slice(text.indexOf(end()) + end().length)
        answer()
      }
    })
    answer()
  }
}

/** Texts of 20 characters that are at the same place in two tokens. */
function shared(tokens: string[]): string[] {
  const heads = tokens.map((token) => token.slice(0, 20))
  const tails = tokens.map((token) => token.slice(-20))
  return [
    ...heads.filter((head, at) => heads.indexOf(head) < at),
    ...tails.filter((tail, at) => tails.indexOf(tail) < at),
  ]
}
