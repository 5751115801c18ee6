import { check, expect } from 'backend-workbook/check'
import type { Express } from 'express'
import { byAccount, byIp, byUser } from '../../../exercises/16-security-stack/rate-limiter.ts'
import { appWith, FORWARDED } from './limited-app.ts'
import { type Ask, serving } from './serving.ts'

const behindOneProxy = (app: Express) => void app.set('trust proxy', 1)

/** Statuses of one request for each of these headers. */
async function statuses(ask: Ask, name: string, values: readonly string[]): Promise<number[]> {
  const seen = []
  for (const value of values) seen.push((await ask('/api', { headers: { [name]: value } })).status)
  return seen
}

check('counts by the address that Express knows', { read: 'keys' }, async () => {
  await serving(appWith(byIp).app, async (ask) => {
    const spoofed = ['192.0.2.1', '192.0.2.2', '192.0.2.3']
    expect(await statuses(ask, FORWARDED, spoofed), `one client without a proxy that says it is ${spoofed}`).toEqual([
      200, 200, 429,
    ])
  })
  for (const [what, addresses, right] of [
    ['two clients behind a proxy', ['192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.2'], [200, 200, 429, 200]],
    [
      'a client behind a proxy that invents addresses before its own',
      ['198.51.100.1, 192.0.2.1', '198.51.100.2, 192.0.2.1', '198.51.100.3, 192.0.2.1'],
      [200, 200, 429],
    ],
    [
      'one IPv6 network, and another',
      ['2001:db8:1:2::1', '2001:db8:1:2:3:4:5:6', '2001:DB8:0001:0002:ffff::9', '2001:db8:1:3::1', '2001:db8::2:0:0:1'],
      [200, 200, 429, 200, 200],
    ],
    [
      'networks with zeros in them',
      ['2001:db8::1', '2001:db8:0:0:9::', '2001:db8::ffff:c000:209', '::1', '::ffff:1:2:3', '::2'],
      [200, 200, 429, 200, 200, 429],
    ],
    [
      'networks that are written alike',
      [
        '2001:db8:1:23::',
        '2001:db8:12:3::',
        '2001:db8:1:23::1',
        '2001:db8:12:3::1',
        '2001:0:0:4::1',
        '2001::4:5:6:7:8',
      ],
      [200, 200, 200, 200, 200, 200],
    ],
    [
      'a network whose last group follows zeros, and another',
      ['2001::4:5:6:7:8', '2001:0:0:4::1', '2001:0:0:5::1', '2001:0:0:4::2'],
      [200, 200, 200, 429],
    ],
    [
      'IPv4 inside IPv6',
      ['::ffff:192.0.2.9', '192.0.2.9', '::ffff:192.0.2.9', '::ffff:192.0.2.8'],
      [200, 200, 429, 200],
    ],
    [
      'IPv4 inside IPv6, written in other ways',
      ['::ffff:c000:209', '0:0:0:0:0:ffff:192.0.2.9', '192.0.2.9', '::FFFF:C000:0208', '::ffff:c000:209'],
      [200, 200, 429, 200, 429],
    ],
  ] as const) {
    await serving(appWith(byIp, behindOneProxy).app, async (ask) => {
      expect(await statuses(ask, FORWARDED, addresses), `${what}: ${addresses.join(' | ')}`).toEqual(right)
    })
  }
})

check('counts by user, and strangers by address', { read: 'keys' }, async () => {
  await serving(appWith(byUser, behindOneProxy).app, async (ask) => {
    const by = async (user: string | undefined, address: string) => {
      const headers = { [FORWARDED]: address, ...(user && { 'x-user': user }) }
      return (await ask('/api', { headers })).status
    }
    const seen = [
      await by('7', '192.0.2.1'),
      await by('7', '192.0.2.2'),
      await by('7', '192.0.2.3'),
      await by('8', '192.0.2.1'),
      await by(undefined, '192.0.2.1'),
      await by(undefined, '192.0.2.1'),
      await by(undefined, '192.0.2.1'),
      await by(undefined, '192.0.2.9'),
      await by('192.0.2.1', '192.0.2.5'),
      await by('ip 192.0.2.1', '192.0.2.5'),
    ]
    expect(
      seen,
      'user 7 from three addresses; user 8; three strangers from one address; one from another; users whose ids look like it',
    ).toEqual([200, 200, 429, 200, 200, 200, 429, 200, 200, 200])
  })
  for (const id of ['0', '-1', '7', '1e15']) {
    await serving(appWith(byUser, behindOneProxy).app, async (ask) => {
      const seen = []
      for (const turn of [1, 2, 3]) {
        const headers = { [FORWARDED]: `192.0.2.${turn}`, 'x-user-number': id }
        seen.push((await ask('/api', { headers })).status)
      }
      seen.push((await ask('/api', { headers: { [FORWARDED]: '192.0.2.1' } })).status)
      const given = `response.locals.user is { id: ${id} }, a number: three addresses; then a stranger from the first`
      expect(seen, given).toEqual([200, 200, 429, 200])
    })
  }
})

check('counts by account, however its email is written', { read: 'keys' }, async () => {
  await serving(appWith(byAccount, behindOneProxy).app, async (ask) => {
    const seen: number[] = []
    for (const [email, address] of [
      ['ann@mill.example', '192.0.2.1'],
      [' ANN@mill.example ', '192.0.2.2'],
      ['Ann@Mill.Example', '192.0.2.3'],
      ['bob@mill.example', '192.0.2.1'],
      [{ $ne: '' }, '192.0.2.4'],
      [['ann@mill.example'], '192.0.2.4'],
      [undefined, '192.0.2.4'],
      [7, '192.0.2.5'],
    ] as const) {
      seen.push((await ask('/api', { method: 'POST', json: { email }, headers: { [FORWARDED]: address } })).status)
    }
    expect(seen, 'one email in three ways; another; four bodies without one, three of them from one address').toEqual([
      200, 200, 429, 200, 200, 200, 429, 200,
    ])
    expect((await ask('/api')).status, 'a request without a body').toBe(200)
  })
})
