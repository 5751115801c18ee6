import { check } from 'backend-workbook/check'
import type { Change } from '../suites.ts'
import { hunt } from './hunting.ts'

const { steady, notices } = hunt('sales', [
  { says: 'in Auckland', conditions: { timeZone: 'Pacific/Auckland' } },
  { says: 'in Los Angeles', conditions: { timeZone: 'America/Los_Angeles' } },
  {
    says: 'half an hour after midnight in Berlin',
    conditions: { timeZone: 'Europe/Berlin', now: '2026-06-30T22:30:00Z' },
  },
  { says: 'half an hour after midnight in UTC', conditions: { timeZone: 'UTC', now: '2026-11-04T00:30:00Z' } },
  {
    says: 'on the night in which summer time begins',
    conditions: { timeZone: 'Europe/Berlin', now: '2026-03-29T22:45:00Z' },
  },
  {
    says: 'on the night in which summer time ends',
    conditions: { timeZone: 'Europe/Berlin', now: '2026-10-25T22:45:00Z' },
  },
  { says: 'on 31 March', conditions: { timeZone: 'America/New_York', now: '2027-03-31T12:00:00Z' } },
])

/** How far the clocks of the zone are put forward at that time. */
const SUMMER = `(() => {
    const offsetAt = (time: Date) => {
      const [there, utc] = [timeZone, 'UTC'].map((zone) => Date.parse(\`\${time.toLocaleString('en', { timeZone: zone, hourCycle: 'h23' })} UTC\`))
      return Number(there) - Number(utc)
    }
    const winter = [0, 6].map((month) => offsetAt(new Date(Date.UTC(at.getUTCFullYear(), month, 1))))
    return offsetAt(at) - Math.min(...winter)
  })()`

const broken = (says: string, from: string, to: string): Change => ({ says, file: 'sales.ts', from, to })
const zone = (says: string, to: string) =>
  broken(says, "new Intl.DateTimeFormat('en', { timeZone,", `new Intl.DateTimeFormat('en', { ${to}`)

check('sales.test.ts passes everywhere', { read: 'dates', requirement: 'sales', points: 10 }, steady)

check('sales.test.ts notices broken days', { read: 'dates', requirement: 'sales', points: 10, ms: 8000 }, async () => {
  await notices(
    [
      zone('days are those of UTC', "timeZone: timeZone && 'UTC',"),
      zone('days are those of the machine', ''),
      broken('summer time is forgotten', 'formatToParts(at)', `formatToParts(new Date(at.getTime() - ${SUMMER}))`),
      broken(
        'sales of the day before are counted',
        '=== day)',
        '=== day || dayOf(new Date(at.getTime() + 86_400_000), timeZone) === day)',
      ),
      broken(
        'sales of the day after are counted',
        '=== day)',
        '=== day || dayOf(new Date(at.getTime() - 86_400_000), timeZone) === day)',
      ),
      broken('only one sale of a day is counted', 'sum + cents, 0)', 'cents, 0)'),
    ],
    { timeZone: 'America/Los_Angeles' },
  )
})
