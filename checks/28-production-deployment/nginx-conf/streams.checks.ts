import { check, expect } from 'backend-workbook/check'
import type { Seen } from './market.ts'
import { EVENTS, passed, SOCKETS, seconds, UPGRADE } from './paths.ts'
import { really } from './real.ts'
import { setting } from './route.ts'

const HOUR = 3600

check('lets sockets through', { read: 'nginx', requirement: 'streams', points: 8, ms: 8000 }, async () => {
  const { headers, levels } = passed(SOCKETS, { headers: UPGRADE })
  const seen = { upgrade: headers['upgrade'] ?? 'none', connection: headers['connection']?.toLowerCase() ?? 'none' }
  const message = `Upgrade and Connection that the app gets for ${SOCKETS} with Upgrade: websocket`
  expect(seen, message).toEqual({ upgrade: 'websocket', connection: 'upgrade' })
  expect(setting(levels, 'proxy_http_version', '1.0'), 'the version of HTTP for sockets').toBe('1.1')
  const plain = passed('/socket.io/?EIO=4&transport=polling').headers
  const asks = { upgrade: plain['upgrade'] ?? 'none', connection: /upgrade/i.test(plain['connection'] ?? '') }
  expect(asks, 'Upgrade, and whether Connection asks for one, of a plain request').toEqual({
    upgrade: 'none',
    connection: false,
  })
  const silent = seconds(setting(levels, 'proxy_read_timeout', '60s'))
  expect(silent >= HOUR ? 'an hour' : `${silent} s`, 'how long the app may be silent on a socket').toBe('an hour')
  await really(async ({ open }) => {
    const { status, first } = await open(SOCKETS, { headers: UPGRADE })
    expect(status, `${SOCKETS} with Upgrade: websocket`).toBe(101)
    const { headers: told } = JSON.parse(await first) as Seen
    expect(told['upgrade'], 'Upgrade that the app got').toBe('websocket')
  })
})

check('passes events on at once', { read: 'nginx', requirement: 'streams', points: 6, ms: 8000 }, async () => {
  for (const path of [EVENTS, '/api/events/orders']) {
    const { levels } = passed(path)
    expect(setting(levels, 'proxy_buffering', 'on'), `proxy_buffering for ${path}`).toBe('off')
    expect(setting(levels, 'proxy_cache', 'off'), `proxy_cache for ${path}`).toBe('off')
    const isZipped =
      setting(levels, 'gzip', 'off') === 'on' && /event-stream|\*/.test(setting(levels, 'gzip_types', ''))
    expect(isZipped ? 'by gzip' : 'by nothing', `what holds events of ${path} back`).toBe('by nothing')
    const silent = seconds(setting(levels, 'proxy_read_timeout', '60s'))
    expect(silent >= HOUR ? 'an hour' : `${silent} s`, `how long ${path} may be silent`).toBe('an hour')
  }
  await really(async ({ open, market }) => {
    const { first } = await open(EVENTS)
    const late = new Promise<string>((resolve) => setTimeout(resolve, 1500, 'nothing'))
    const event = await Promise.race([first, late])
    market.endEvents()
    expect(event.slice(0, 5), 'what the client has of an event, while the stream goes on').toBe('data:')
  })
})
