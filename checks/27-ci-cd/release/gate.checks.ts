import { check, expect } from 'backend-workbook/check'
import { openPlace, told } from './hosts.ts'

/** Questions after the first round, as seconds and parts of them since the start. */
function questions(place: ReturnType<typeof openPlace>, host: string): number[] {
  return place
    .of(host, 'health')
    .slice(1)
    .map(({ at }) => at)
}

check('the gate waits for the new release and for ok', { read: 'release' }, async () => {
  for (const answer of ['ill', 'silent', 'old'] as const) {
    const says = { ill: 'ok: false', silent: 'a rejection', old: 'ok of the release before' }[answer]
    const place = openPlace([{ name: 'north', answers: { '1.4': [answer, answer, 'well'] } }, { name: 'east' }])
    expect(told(await place.run('1.4')), `north answers ${says} twice and then well`).toEqual([
      'north installed 1.4',
      'east installed 1.4',
      'deployed',
    ])
    expect(questions(place, 'north').slice(0, 3), `${says}: when north is asked after its install`).toEqual([
      0, 1000, 2000,
    ])
    expect(
      place.of('east', 'install').map(({ at }) => at),
      `${says}: when east is installed`,
    ).toEqual([2000])
  }
  const often = openPlace([{ name: 'north', healthMs: 100, answers: { '1.4': ['ill', 'ill', 'well'] } }])
  await often.run('1.4', { everyMs: 250 })
  expect(questions(often, 'north'), 'everyMs 250, and each answer takes 100 ms: when it is asked').toEqual([
    100, 450, 800,
  ])
})

check('a question without an answer is given up in time and asked again', { read: 'release' }, async () => {
  const place = openPlace([{ name: 'north', answers: { '1.4': ['hangs', 'hangs', 'well'] } }, { name: 'east' }])
  expect(told(await place.run('1.4')), 'north does not answer twice').toEqual([
    'north installed 1.4',
    'east installed 1.4',
    'deployed',
  ])
  expect(questions(place, 'north').slice(0, 3), 'when north is asked after its install').toEqual([0, 3000, 6000])
  const aborted = place
    .of('north', 'health')
    .slice(0, 4)
    .map(({ signal }) => signal.aborted)
  expect(aborted, 'signals of the first question, of two that hang, of one that is answered: aborted').toEqual([
    false,
    true,
    true,
    false,
  ])
  const short = openPlace([{ name: 'north', answers: { '1.4': ['hangs', 'well'] } }])
  await short.run('1.4', { timeoutMs: 300, everyMs: 50 })
  expect(questions(short, 'north'), 'timeoutMs 300, everyMs 50: when it is asked').toEqual([0, 350])
  for (const says of ['after 7,700 ms the deadline has passed', 'after 7,700 ms the deploy is stopped']) {
    const later = openPlace([{ name: 'north', answers: { '1.4': ['ill'] } }, { name: 'east' }])
    const stop = new AbortController()
    if (says.includes('stopped')) void later.clock.sleep(7700).then(() => stop.abort())
    await later.run('1.4', { signal: stop.signal, deadlineMs: says.includes('stopped') ? 30_000 : 7700 })
    const late = later.calls.filter(({ did, signal }) => did === 'health' && signal.aborted)
    expect(late.length, `${says}: questions answered in time whose signal is aborted then`).toBe(0)
  }
})

check('a host fails when its install rejects or its deadline passes', { read: 'release' }, async () => {
  const failing = openPlace([{ name: 'north', installs: { '1.4': 'fails' } }, { name: 'east' }])
  expect(told(await failing.run('1.4')), 'the install on north rejects').toEqual([
    'north failed 1.4',
    'north restored 1.3',
    'rolled back',
  ])
  expect(
    failing.of('north', 'install').map(({ at }) => at),
    'the install on north rejects: when north is installed',
  ).toEqual([0, 0])
  const cases = [
    { says: 'the install on north never settles', plan: { name: 'north', installs: { '1.4': 'hangs' as const } } },
    { says: 'north is never ok', plan: { name: 'north', answers: { '1.4': ['ill' as const] } } },
    { says: 'north never answers', plan: { name: 'north', answers: { '1.4': ['hangs' as const] } } },
    {
      says: 'the install on north takes 6,000 ms, and then it is never ok',
      plan: { name: 'north', installs: { '1.4': 6000 }, answers: { '1.4': ['ill' as const] } },
    },
  ]
  for (const { says, plan } of cases) {
    for (const deadlineMs of [undefined, 7700]) {
      const place = openPlace([plan, { name: 'east' }])
      const report = await place.run('1.4', deadlineMs === undefined ? {} : { deadlineMs })
      const named = `${says}, deadlineMs ${deadlineMs ?? 'not given'}`
      expect(told(report), named).toEqual(['north failed 1.4', 'north restored 1.3', 'rolled back'])
      expect(
        place.of('north', 'install').map(({ at }) => at),
        `${named}: when north is installed`,
      ).toEqual([0, deadlineMs ?? 30_000])
      const first = place.of('north', 'install')[0]
      if (says.includes('never settles')) expect(first?.signal.aborted, `${named}: its signal is aborted`).toBe(true)
    }
  }
})
