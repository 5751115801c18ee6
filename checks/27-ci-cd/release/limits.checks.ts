import { check, expect } from 'backend-workbook/check'
import { openPlace, told } from './hosts.ts'

check('it installs only where enough of the others are well', { read: 'release' }, async () => {
  const oneIll = () => openPlace([{ name: 'north' }, { name: 'east', before: ['ill'] }, { name: 'south' }])
  const byDefault = oneIll()
  expect(told(await byDefault.run('1.4')), 'east is not ok, minHealthy not given (2 of 3)').toEqual(['refused'])
  expect(byDefault.installs(), 'what it installed').toEqual([])
  expect((await oneIll().run('1.4', { minHealthy: 1 })).result, 'the same with minHealthy 1').toBe('deployed')
  const single = openPlace([{ name: 'north' }])
  expect((await single.run('1.4')).result, 'a single host, minHealthy not given').toBe('deployed')
  const two = openPlace([{ name: 'north' }, { name: 'east' }])
  expect((await two.run('1.4', { minHealthy: 2 })).result, 'two hosts, minHealthy 2').toBe('refused')
  const none = openPlace([{ name: 'north' }, { name: 'east', before: ['ill'] }])
  expect((await none.run('1.4', { minHealthy: 0 })).result, 'east is not ok, minHealthy 0').toBe('deployed')
  const skipping = openPlace([{ name: 'north', runs: '1.4' }, { name: 'east' }, { name: 'south', before: ['ill'] }])
  expect(told(await skipping.run('1.4')), 'north runs 1.4, south is not ok').toEqual(['north skipped 1.4', 'refused'])
})

check('it asks the others again before each further install', { read: 'release' }, async () => {
  for (const answer of ['ill', 'silent', 'hangs'] as const) {
    const place = openPlace([{ name: 'north' }, { name: 'east' }, { name: 'south', before: ['well', answer] }])
    const says = { ill: 'is not ok any more', silent: 'rejects now', hangs: 'does not answer any more' }[answer]
    expect(told(await place.run('1.4')), `south ${says} once north has 1.4`).toEqual([
      'north installed 1.4',
      'north restored 1.3',
      'rolled back',
    ])
    expect(place.installs(), `south ${says}: what was installed`).toEqual(['north 1.4', 'north 1.3'])
  }
  const fallen = openPlace([
    { name: 'north', answers: { '1.4': ['well', 'ill', 'ill', 'well'] } },
    { name: 'east' },
    { name: 'south' },
  ])
  expect((await fallen.run('1.4')).result, 'north itself is ill again before east gets its turn').toBe('rolled back')
  const other = openPlace([{ name: 'north' }, { name: 'east' }, { name: 'south', before: ['well', 'old'] }])
  expect((await other.run('1.4')).result, 'south is ok, and runs 1.2 once north has 1.4').toBe('deployed')
  const enough = openPlace([{ name: 'north' }, { name: 'east' }, { name: 'south', before: ['well', 'ill'] }])
  expect((await enough.run('1.4', { minHealthy: 1 })).result, 'south is ill once north has 1.4, minHealthy 1').toBe(
    'deployed',
  )
})

check('a signal stops the deploy, and not the way back', { read: 'release' }, async () => {
  const cases = [
    { says: 'while east is being installed', plan: { name: 'east', installs: { '1.4': 'hangs' as const } } },
    { says: 'while the gate asks east', plan: { name: 'east', answers: { '1.4': ['hangs' as const] } } },
    { says: 'while the gate of east sleeps', plan: { name: 'east', answers: { '1.4': ['ill' as const] } } },
  ]
  for (const { says, plan } of cases) {
    const place = openPlace([{ name: 'north' }, plan, { name: 'south' }])
    const stop = new AbortController()
    void place.clock.sleep(500).then(() => stop.abort())
    expect(told(await place.run('1.4', { signal: stop.signal })), `aborted after 500 ms, ${says}`).toEqual([
      'north installed 1.4',
      'east failed 1.4',
      'east restored 1.3',
      'north restored 1.3',
      'rolled back',
    ])
    const [gone, back] = place.of('east', 'install')
    expect(back?.at, `aborted after 500 ms, ${says}: when east goes back`).toBe(500)
    if (says.includes('installed'))
      expect(gone?.signal.aborted, 'the signal of the install that was under way is aborted').toBe(true)
    if (says.includes('asks')) {
      const question = place.of('east', 'health').find(({ release }) => release === '1.4')
      expect(question?.signal.aborted, 'the signal of the question that was under way is aborted').toBe(true)
    }
    expect(back?.signal.aborted, 'the signal of the install on the way back is aborted').toBe(false)
  }
  const between = openPlace([{ name: 'north' }, { name: 'east' }, { name: 'south', before: ['well', 'hangs'] }])
  const stop = new AbortController()
  void between.clock.sleep(500).then(() => stop.abort())
  const says = 'aborted after 500 ms, while south is asked before east gets its turn'
  expect(told(await between.run('1.4', { signal: stop.signal })), says).toEqual([
    'north installed 1.4',
    'north restored 1.3',
    'rolled back',
  ])
  expect(between.of('north', 'install')[1]?.at, `${says}: when north goes back`).toBe(500)
  expect(between.of('south', 'health')[1]?.signal.aborted, `${says}: the signal of that question is aborted`).toBe(true)
})

check('a signal that comes during the way back stops nothing', { read: 'release' }, async () => {
  const east = { name: 'east', installs: { '1.4': 'fails', '1.3': 400 }, answers: { '1.3': ['ill', 'well'] } } as const
  for (const ms of [100, 600]) {
    const place = openPlace([{ name: 'north' }, { ...east, answers: { '1.3': [...east.answers['1.3']] } }])
    const stop = new AbortController()
    void place.clock.sleep(ms).then(() => stop.abort())
    const says = `1.4 fails on east, and it is aborted ${ms} ms later, while east goes back`
    expect(told(await place.run('1.4', { signal: stop.signal })), says).toEqual([
      'north installed 1.4',
      'east failed 1.4',
      'east restored 1.3',
      'north restored 1.3',
      'rolled back',
    ])
    const back = place.calls.filter(({ host, at, release }) => host === 'east' && release === '1.3' && at >= 0).slice(1)
    expect(
      back.map(({ signal }) => signal.aborted).includes(true),
      `${says}: a signal of the way back is aborted`,
    ).toBe(false)
  }
})

check('a deploy that is stopped early changes nothing', { read: 'release' }, async () => {
  const never = openPlace([{ name: 'north' }, { name: 'east' }])
  expect(await never.run('1.4', { signal: AbortSignal.abort() }), 'a signal that is aborted from the start').toEqual({
    result: 'refused',
    steps: [],
  })
  expect(never.calls.length, 'and how often a host was called').toBe(0)
  const asking = openPlace([{ name: 'north', before: ['hangs'] }, { name: 'east' }])
  const stop = new AbortController()
  void asking.clock.sleep(500).then(() => stop.abort())
  expect(await asking.run('1.4', { signal: stop.signal }), 'aborted after 500 ms, while north is asked first').toEqual({
    result: 'refused',
    steps: [],
  })
  expect([asking.clock.now(), ...asking.installs()], 'when it ends, and what it installed').toEqual([500])
  const after = openPlace([{ name: 'north' }, { name: 'east' }])
  const late = new AbortController()
  await after.run('1.4', { signal: late.signal })
  late.abort()
  expect(after.installs(), 'aborted when all is done: what was installed').toEqual(['north 1.4', 'east 1.4'])
})
