/** What the checks of tests share: the code as it is given, changed in ways that keep its promises or break them. */
import { readdirSync, readFileSync } from 'node:fs'
import { type Conditions, expect, openSuite, type SuiteReport } from 'backend-workbook/check'

/** One way in which the given code is changed. */
export interface Change {
  /** Told to the learner: the promise that is broken, or what is another way of keeping it. */
  says: string
  /** Of the given code: `price.ts`. */
  file: string
  /** Stands there once. */
  from: string
  to: string
}

export interface Version {
  says: string
  changes: Omit<Change, 'says'>[]
}

export function openTests(exercise: string) {
  const given = readGiven(exercise)
  const suite = openSuite()
  const reports = new Map<string, Promise<SuiteReport>>()

  /** Each run once, however many checks ask for it. */
  function run(changes: Version['changes'] = [], conditions: Conditions = {}): Promise<SuiteReport> {
    const key = JSON.stringify([changes, conditions])
    const report = reports.get(key) ?? suite.run(changed(given, changes), conditions)
    reports.set(key, report)
    return report
  }

  /** What follows looks at tests that pass: of others, nobody knows why they fail. */
  async function green(conditions: Conditions = {}): Promise<SuiteReport> {
    const report = await run([], conditions)
    expect(redIn(report), 'your tests, with the code as it is given').toEqual([])
    expect(report.tests.length, 'tests found in files named *.test.ts').toBeGreaterThan(0)
    return report
  }

  /** The broken versions with which every test still passes. */
  async function unnoticed(broken: readonly Change[]): Promise<string[]> {
    const passed: string[] = []
    for (const { says, ...change } of broken) {
      const report = await run([change], { changed: [`src/${change.file}`], stopAtFailure: true })
      if (redIn(report).length === 0) passed.push(says)
    }
    return passed
  }

  return { run, green, unnoticed }
}

/** What is not green, in words. */
export function redIn({ tests, problems, end }: SuiteReport): string[] {
  const failed = tests.filter(({ state }) => state === 'failed')
  return [
    ...problems.map(({ file, message }) => `${file}: ${message}`),
    ...failed.map(({ file, name, message }) => `${file} > ${name}: ${message}`),
    ...(end === 'hung' ? ['the tests did not come to an end'] : []),
    ...(end === 'died' ? ['the process of the tests ended before they did'] : []),
  ]
}

function readGiven(exercise: string): Record<string, string> {
  const folder = new URL(`../../exercises/24-testing/${exercise}/src/`, import.meta.url)
  const names = readdirSync(folder)
  return Object.fromEntries(names.map((name) => [`src/${name}`, readFileSync(new URL(name, folder), 'utf8')]))
}

function changed(given: Record<string, string>, changes: Version['changes']): Record<string, string> {
  const files = { ...given }
  for (const { file, from, to } of changes) {
    const path = `src/${file}`
    const text = files[path] ?? ''
    if (text.split(from).length !== 2) throw new Error(`${from} does not stand once in ${path}`)
    files[path] = text.replace(from, () => to)
  }
  return files
}
