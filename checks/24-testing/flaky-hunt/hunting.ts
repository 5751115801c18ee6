/** What the five files have in common: where each must pass, and with what it must not. */
import { type Conditions, expect, type SuiteReport } from 'backend-workbook/check'
import { type Change, openTests, redIn, type Version } from '../suites.ts'

const { run } = openTests('flaky-hunt')

export interface Place {
  says: string
  conditions?: Conditions
  /** The code keeps its promises otherwise. */
  changes?: Version['changes']
}

/** Of one file of tests. */
export function hunt(name: string, places: Place[]) {
  const path = `tests/${name}.test.ts`
  const inPlace = ({ conditions = {}, changes = [] }: Place) => run(changes, { ...conditions, only: [path] })

  async function steady(): Promise<void> {
    const atHome = { says: 'as it is run at home' }
    for (const place of [atHome, ...places]) {
      const report = await inPlace(place)
      expect(redIn(report), `${path} ${place.says}`).toEqual([])
      if (place !== atHome) continue
      looksHonest(path, report)
      for (const takenPort of report.fixedPorts) {
        const elsewhere = await inPlace({ says: '', conditions: { takenPort } })
        expect(redIn(elsewhere), `${path} where another program has port ${takenPort}`).toEqual([])
      }
    }
  }

  /** Once it is steady: until then nobody knows why it is red. */
  async function notices(broken: Change[], conditions: Conditions = {}): Promise<void> {
    await steady()
    const passed: string[] = []
    for (const { says, ...change } of broken) {
      const report = await run([change], { ...conditions, only: [path], stopAtFailure: true })
      if (redIn(report).length === 0) passed.push(says)
    }
    expect(passed, `with code that is broken like this, ${path} still passes`).toEqual([])
  }

  return { steady, notices }
}

function looksHonest(path: string, { tests, leftListening }: SuiteReport): void {
  const names = (pick: (test: SuiteReport['tests'][number]) => boolean) => tests.filter(pick).map(({ name }) => name)
  expect(tests.length, `tests in ${path}`).toBeGreaterThan(0)
  expect(
    names(({ state }) => state === 'skipped'),
    `tests in ${path} that are skipped`,
  ).toEqual([])
  expect(
    names(({ isRetried = false }) => isRetried),
    `tests in ${path} that are tried again`,
  ).toEqual([])
  expect(
    names(({ assertions }) => assertions === 0),
    `tests in ${path} that assert nothing`,
  ).toEqual([])
  expect(
    names(({ isUnsettled = false }) => isUnsettled),
    `tests in ${path} that wait for no answer`,
  ).toEqual([])
  expect(leftListening, 'files that leave a server listening').toEqual([])
}
