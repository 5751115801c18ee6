import { gzipSync } from 'node:zlib'
import { check, expect } from 'backend-workbook/check'
import { topTalkers } from '../../../exercises/05-streams-and-packages/top-talkers.ts'
import { outcomeOf } from '../support.ts'
import { lineOf, logOf, withFile } from './logs.ts'

const times = (count: number, ip: string) => new Array<string>(count).fill(ip)

async function expectTalkers(log: string, count: number, expected: [string, number][], input: string): Promise<void> {
  await withFile(gzipSync(log), async (path) => {
    const talkers = expected.map(([ip, requests]) => ({ ip, requests }))
    expect(await outcomeOf(() => topTalkers(path, count)), input).toEqual({ resolved: talkers })
  })
}

check('counts the requests of each address, the busiest first', { read: 'top-talkers' }, async () => {
  const ips = [...times(2, '198.51.100.4'), ...times(11, '203.0.113.9'), ...times(9, '192.0.2.1'), '203.0.113.90']
  const expected: [string, number][] = [
    ['203.0.113.9', 11],
    ['192.0.2.1', 9],
    ['198.51.100.4', 2],
    ['203.0.113.90', 1],
  ]
  await expectTalkers(logOf(ips), 10, expected, 'topTalkers(path, 10) for a log of 23 requests from 4 addresses')
  const many = Array.from({ length: 20_000 }, (_, index) => `${index}.example`)
  const input = 'topTalkers(path, 1) for one request of a, 20,000 of as many others, and another one of a'
  await expectTalkers(`a x\n${many.join(' x\n')} x\na x\n`, 1, [['a', 2]], input)
})

check('gives at most as many as asked for', { read: 'top-talkers' }, async () => {
  const log = logOf(['a', 'a', 'b', 'b', 'b', 'c'])
  await expectTalkers(log, 1, [['b', 3]], 'topTalkers(path, 1) for a: 2, b: 3, c: 1')
  await expectTalkers(log, 0, [], 'topTalkers(path, 0) for a: 2, b: 3, c: 1')
  await expectTalkers('', 3, [], 'topTalkers(path, 3) for an empty log')
})

check('takes what stands before the first space for the address, whatever it is', { read: 'chunks' }, async () => {
  const alone: [string, number][] = ['__proto__', 'nothing-behind-it', 'tab\there', 'ü.example'].map((ip) => [ip, 1])
  for (const [ip] of alone) {
    const line = ip.startsWith('nothing') ? ip : lineOf(ip)
    await expectTalkers(line, 5, [[ip, 1]], `topTalkers(path, 5) for the line ${JSON.stringify(line.slice(0, 30))}`)
  }
  await expectTalkers(`${lineOf('')}\n`, 5, [['', 1]], 'topTalkers(path, 5) for a line that begins with a space')
  await expectTalkers(
    '   \na x\n\n',
    5,
    [
      ['', 1],
      ['a', 1],
    ],
    'topTalkers(path, 5) for a line of three spaces, a x, and an empty line',
  )
  const wide = Array.from({ length: 5000 }, () => `${'é'.repeat(31)} x`).join('\n')
  const expected: [string, number][] = [['é'.repeat(31), 5000]]
  await expectTalkers(wide, 5, expected, "topTalkers(path, 5) for 5,000 lines that begin with 'é'.repeat(31)")
})

check('puts addresses with equally many requests in the order of their text', { read: 'top-talkers' }, async () => {
  const log = logOf(['10.0.0.9', '10.0.0.1', '10.0.0.10', '9.0.0.1'])
  const expected: [string, number][] = [
    ['10.0.0.1', 1],
    ['10.0.0.10', 1],
    ['10.0.0.9', 1],
  ]
  await expectTalkers(log, 3, expected, 'topTalkers(path, 3) for one request each of 10.0.0.9, .1, .10 and 9.0.0.1')
  const mixed: [string, number][] = ['1.1.1.1', '::1', 'B', 'a'].map((ip) => [ip, 1])
  await expectTalkers(logOf(['a', '::1', 'B', '1.1.1.1']), 9, mixed, 'topTalkers(path, 9) for a, ::1, B and 1.1.1.1')
})

check('counts a last line without a line break, and no empty lines', { read: 'chunks' }, async () => {
  const log = `${lineOf('a')}\n\n${lineOf('b')}\n\n${lineOf('b')}`
  const expected: [string, number][] = [
    ['b', 2],
    ['a', 1],
  ]
  await expectTalkers(log, 5, expected, 'topTalkers(path, 5) for a, an empty line, b, an empty line, b without a break')
})

check('counts a line once that comes in two pieces', { read: 'chunks' }, async () => {
  const ips = Array.from({ length: 3000 }, (_, index) => `10.20.30.${index % 3}`)
  const expected: [string, number][] = [
    ['10.20.30.0', 1000],
    ['10.20.30.1', 1000],
    ['10.20.30.2', 1000],
  ]
  await expectTalkers(logOf(ips), 9, expected, 'topTalkers(path, 9) for 3,000 requests from 3 addresses, 280 KB')
})

check('reads a log that was joined from several gzip files', { read: 'top-talkers' }, async () => {
  const parts = [logOf(['a', 'b']), logOf(['b', 'b']), logOf(['c', 'b', 'c'])].map((log) => gzipSync(log))
  await withFile(Buffer.concat(parts), async (path) => {
    expect(await outcomeOf(() => topTalkers(path, 2)), 'topTalkers(path, 2) for three files in one').toEqual({
      resolved: [
        { ip: 'b', requests: 4 },
        { ip: 'c', requests: 2 },
      ],
    })
  })
})
