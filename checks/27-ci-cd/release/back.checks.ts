import { check, expect } from 'backend-workbook/check'
import { openPlace, told } from './hosts.ts'

check('after a failure it goes back, in reverse order', { read: 'release' }, async () => {
  const place = openPlace([
    { name: 'north', runs: '1.2' },
    { name: 'east', runs: '1.4' },
    { name: 'south', runs: '1.3' },
    { name: 'west', runs: '1.1', answers: { '1.4': ['ill'] } },
    { name: 'hill', runs: '1.3' },
  ])
  expect(
    told(await place.run('1.4')),
    'hosts that run 1.2, 1.4, 1.3, 1.1, 1.3; the fourth is never ok with 1.4',
  ).toEqual([
    'north installed 1.4',
    'east skipped 1.4',
    'south installed 1.4',
    'west failed 1.4',
    'west restored 1.1',
    'south restored 1.3',
    'north restored 1.2',
    'rolled back',
  ])
  expect(place.installs(), 'what was installed').toEqual([
    'north 1.4',
    'south 1.4',
    'west 1.4',
    'west 1.1',
    'south 1.3',
    'north 1.2',
  ])
})

check('the way back has its gate, too, one host at a time', { read: 'release' }, async () => {
  for (const answer of ['ill', 'old'] as const) {
    const place = openPlace([
      { name: 'north' },
      { name: 'east', installs: { '1.3': 400 }, answers: { '1.3': [answer, answer, 'well'], '1.4': ['ill'] } },
    ])
    await place.run('1.4', { deadlineMs: 5000 })
    const [, east] = place.of('east', 'install')
    const [, north] = place.of('north', 'install')
    const says = { ill: 'is not ok', old: 'is ok with 1.4' }[answer]
    expect(
      [east?.at, north?.at],
      `east fails after 5,000 ms, gets 1.3 in 400, ${says} twice and then is well: when east and north get 1.3`,
    ).toEqual([5000, 7400])
  }
})

check('a host that cannot go back keeps no other from it', { read: 'release' }, async () => {
  const cases = [
    { says: 'the install of 1.3 on east rejects', east: { installs: { '1.3': 'fails' as const } } },
    { says: 'the install of 1.3 on east never settles', east: { installs: { '1.3': 'hangs' as const } } },
    { says: 'east is never ok again', east: { answers: { '1.3': ['ill' as const] } } },
  ]
  for (const { says, east } of cases) {
    const place = openPlace([
      { name: 'north' },
      { name: 'east', ...east },
      { name: 'south', installs: { '1.4': 'fails' } },
    ])
    expect(told(await place.run('1.4')), `1.4 fails on south, and ${says}`).toEqual([
      'north installed 1.4',
      'east installed 1.4',
      'south failed 1.4',
      'south restored 1.3',
      'east not restored 1.3',
      'north restored 1.3',
      'broken',
    ])
  }
})
