import { check, expect } from 'backend-workbook/check'
import { openPlace, told } from './hosts.ts'

const THREE = [{ name: 'north' }, { name: 'east' }, { name: 'south' }]

check('it installs on one host after the other, in their order, and reports it', { read: 'release' }, async () => {
  const place = openPlace([
    { name: 'north', installs: { '1.4': 700 } },
    { name: 'east', answers: { '1.4': ['ill', 'well'] } },
    { name: 'south' },
  ])
  const report = await place.run('1.4')
  expect(report, 'deploy([north, east, south], "1.4")').toEqual({
    result: 'deployed',
    steps: [
      { host: 'north', did: 'installed', release: '1.4' },
      { host: 'east', did: 'installed', release: '1.4' },
      { host: 'south', did: 'installed', release: '1.4' },
    ],
  })
  const [north, east, south] = ['north', 'east', 'south'].map((host) => place.of(host, 'install').map(({ at }) => at))
  expect([north, east, south], 'north takes 700 ms, east is healthy 1,000 ms later: when they are installed').toEqual([
    [0],
    [700],
    [1700],
  ])
  const gates = THREE.map(({ name }) => place.of(name, 'health').filter(({ release }) => release === '1.4').length > 0)
  expect(gates, 'hosts asked for their health after the install').toEqual([true, true, true])
})

check('it asks every host first, and installs nothing where one does not answer', { read: 'release' }, async () => {
  const ill = openPlace([{ name: 'north', before: ['ill'] }, { name: 'east' }, { name: 'south' }])
  expect((await ill.run('1.4', { minHealthy: 0 })).result, 'north answers { ok: false }, minHealthy 0').toBe('deployed')
  for (const answer of ['silent', 'hangs'] as const) {
    const place = openPlace([{ name: 'north' }, { name: 'east' }, { name: 'south', before: [answer] }])
    const says = answer === 'silent' ? 'south rejects' : 'south never answers'
    expect(await place.run('1.4'), `${says} when it is asked first`).toEqual({ result: 'refused', steps: [] })
    expect(place.installs(), `${says}: what is installed`).toEqual([])
    const asked = place.calls.map(({ host }) => host).sort()
    expect(asked, `${says}: who is asked for the health`).toEqual(['east', 'north', 'south'])
  }
  const slow = openPlace([{ name: 'north', healthMs: 1900 }, { name: 'east' }])
  expect((await slow.run('1.4')).result, 'north takes 1,900 ms to answer').toBe('deployed')
  const quick = openPlace([{ name: 'north', healthMs: 1900 }, { name: 'east' }])
  expect((await quick.run('1.4', { timeoutMs: 1000 })).result, 'the same with timeoutMs 1000').toBe('refused')
})

check('it leaves hosts alone that run the release and are well', { read: 'release' }, async () => {
  const place = openPlace([{ name: 'north' }, { name: 'east', runs: '1.4' }, { name: 'south' }])
  expect(told(await place.run('1.4')), 'east runs 1.4 already').toEqual([
    'north installed 1.4',
    'east skipped 1.4',
    'south installed 1.4',
    'deployed',
  ])
  expect(told(await place.run('1.4')), 'the same deploy again').toEqual([
    'north skipped 1.4',
    'east skipped 1.4',
    'south skipped 1.4',
    'deployed',
  ])
  expect(place.installs(), 'what both installed').toEqual(['north 1.4', 'south 1.4'])
  const ill = openPlace([{ name: 'north', runs: '1.4', before: ['ill'] }, { name: 'east' }])
  expect(told(await ill.run('1.4')), 'north runs 1.4 and is not ok').toEqual([
    'north installed 1.4',
    'east installed 1.4',
    'deployed',
  ])
})
