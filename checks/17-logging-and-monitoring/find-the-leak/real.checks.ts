import { check, expect } from 'backend-workbook/check'
import { classesOf, grown, hottest, pathTo } from '../../../exercises/17-logging-and-monitoring/find-the-leak.ts'
import { recorded } from '../recorded.ts'

check('finds what leaks in two real snapshots, and who holds it', { read: 'heap-snapshots', ms: 2800 }, async () => {
  const { before, after } = await recorded()
  const visits = classesOf(after).find(({ name }) => name === 'Visit')
  expect(visits?.count, 'objects of class Visit in a program that keeps 3,010').toBe(3010)
  expect(grown(before, after)[0], 'what grew most while the program served 3,000 visits').toMatchObject({
    ...{ name: 'Visit', count: 3000 },
  })
  expect(pathTo(after, 'Visit'), "pathTo(after, 'Visit') of a program whose variable `visits` holds them").toContain(
    'visits',
  )
})

check('finds what burns in a real profile', { read: 'cpu-profiles', ms: 2800 }, async () => {
  const { profile, burnsAt } = await recorded()
  const [first] = hottest(profile)
  expect(first?.name, 'the function with most time of its own in a program that computes check sums').toBe('checksum')
  expect(first?.url, 'the file of that function').toMatch(/leaks-and-burns\.mjs$/)
  expect(first?.line, 'the line of that function, counted from 1').toBe(burnsAt)
})
