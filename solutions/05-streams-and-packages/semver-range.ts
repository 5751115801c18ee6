/** See the exercise for the contract. */
export function satisfies(version: string, range: string): boolean {
  const found = parseVersion(version)
  return found !== undefined && liesIn(found, parseRange(range))
}

/** The highest of the versions that lies in the range, as it stands in the list. */
export function maxSatisfying(versions: string[], range: string): string | undefined {
  const sets = parseRange(range)
  let best: { text: string; version: Version } | undefined
  for (const text of versions) {
    const version = parseVersion(text)
    if (!version || !liesIn(version, sets)) continue
    if (!best || compare(version, best.version) > 0) best = { text, version }
  }
  return best?.text
}

type Numbers = [major: number, minor: number, patch: number]
type Identifier = number | string

interface Version {
  numbers: Numbers
  /** Empty for a release. */
  prerelease: Identifier[]
}

interface Comparison {
  operator: '<' | '<=' | '>' | '>=' | '='
  version: Version
}

const NUMBER = '(?:0|[1-9]\\d*)'
const PART = `(${NUMBER}|[xX*])`
const IDENTIFIER = `(?:${NUMBER}|\\d*[A-Za-z-][0-9A-Za-z-]*)`
const TAIL = `(?:-(${IDENTIFIER}(?:\\.${IDENTIFIER})*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?`
const VERSION = new RegExp(`^(${NUMBER})\\.(${NUMBER})\\.(${NUMBER})${TAIL}$`)
const PARTIAL = new RegExp(`^([<>]=?|[=^~])?${PART}(?:\\.${PART}(?:\\.${PART}${TAIL})?)?$`)
const HYPHEN = /^\s*(\S+)\s+-\s+(\S+)\s*$/
const SPACED_OPERATOR = /([<>=^~])\s+/g

function parseVersion(text: string): Version | undefined {
  const [whole, major, minor, patch, prerelease] = VERSION.exec(text) ?? []
  if (whole === undefined) return undefined
  return { numbers: [Number(major), Number(minor), Number(patch)], prerelease: parsePrerelease(prerelease) }
}

function parsePrerelease(text = ''): Identifier[] {
  return text === '' ? [] : text.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part))
}

/** Sets of comparisons. No sets, in which no version lies, when any part of the text is no range. */
function parseRange(range: string): Comparison[][] {
  const sets = range.split('||').map(parseSet)
  return sets.every((set) => set !== undefined) ? sets : []
}

function parseSet(text: string): Comparison[] | undefined {
  const [, from, to] = HYPHEN.exec(text) ?? []
  const parts = from && to ? [`>=${from}`, `<=${to}`] : text.replace(SPACED_OPERATOR, '$1').split(/\s/)
  const comparisons = parts.filter((part) => part !== '').map(parsePart)
  return comparisons.every((found) => found !== undefined) ? comparisons.flat() : undefined
}

/** Everything that may stand in a range comes down to a lowest version and one that is too high. */
function parsePart(text: string): Comparison[] | undefined {
  const match = PARTIAL.exec(text)
  if (!match) return undefined
  const [, operator = '=', ...parts] = match
  const given = numbersOf(parts)
  const lowest: Version = { numbers: padded(given), prerelease: parsePrerelease(parts[3]) }
  const last = given.length - 1
  // A partial version stands for all that begin with it.
  const isPartial = given.length < 3
  if (given.length === 0) return operator === '<' || operator === '>' ? [below([0, 0, 0])] : []
  if (operator === '^') return [{ operator: '>=', version: lowest }, below(bumped(given, firstNotZero(given)))]
  if (operator === '~') return [{ operator: '>=', version: lowest }, below(bumped(given, Math.min(last, 1)))]
  if (!isPartial || operator === '>=') return [{ operator: operator as Comparison['operator'], version: lowest }]
  const next = bumped(given, last)
  if (operator === '>') return [{ operator: '>=', version: { numbers: next, prerelease: [] } }]
  if (operator === '<') return [below(lowest.numbers)]
  if (operator === '<=') return [below(next)]
  return [{ operator: '>=', version: lowest }, below(next)]
}

/** What stands before the first x, or before the end. */
function numbersOf(parts: (string | undefined)[]): number[] {
  const end = parts.findIndex((part) => part === undefined || /[xX*]/.test(part))
  return parts.slice(0, end === -1 ? 3 : end).map(Number)
}

function padded([major = 0, minor = 0, patch = 0]: number[]): Numbers {
  return [major, minor, patch]
}

/** One more at that place, and zeros behind it. */
function bumped(numbers: number[], place: number): Numbers {
  return padded(numbers.slice(0, place + 1).map((number, index) => (index === place ? number + 1 : number)))
}

function firstNotZero(numbers: number[]): number {
  const place = numbers.findIndex((number) => number !== 0)
  return place === -1 ? numbers.length - 1 : place
}

/** Below all prereleases of that version, too: -0 is the first of them. */
function below(numbers: Numbers): Comparison {
  return { operator: '<', version: { numbers, prerelease: [0] } }
}

function liesIn(version: Version, sets: Comparison[][]): boolean {
  return sets.some((set) => set.every((comparison) => holds(version, comparison)) && isWelcome(version, set))
}

/** Who asks for a release should not get a prerelease. Who names one gets prereleases of that same version. */
function isWelcome({ numbers, prerelease }: Version, set: Comparison[]): boolean {
  if (prerelease.length === 0) return true
  return set.some(({ version }) => version.prerelease.length > 0 && `${version.numbers}` === `${numbers}`)
}

function holds(found: Version, { operator, version }: Comparison): boolean {
  const order = compare(found, version)
  if (operator === '=') return order === 0
  if (order === 0) return operator.endsWith('=')
  return order < 0 === operator.startsWith('<')
}

/** Below 0 when a comes first, above 0 when b does. */
function compare(a: Version, b: Version): number {
  for (const [index, number] of a.numbers.entries()) {
    const difference = number - (b.numbers[index] ?? 0)
    if (difference !== 0) return difference
  }
  return comparePrereleases(a.prerelease, b.prerelease)
}

function comparePrereleases(a: Identifier[], b: Identifier[]): number {
  // A release comes behind all of its prereleases.
  if (a.length === 0 || b.length === 0) return b.length - a.length
  for (const [index, left] of a.entries()) {
    const right = b[index]
    if (right === undefined) return 1
    if (left !== right) return compareIdentifiers(left, right)
  }
  return a.length - b.length
}

/** Numbers by their value and before words; words as text. */
function compareIdentifiers(a: Identifier, b: Identifier): number {
  if (typeof a === typeof b) return a < b ? -1 : 1
  return typeof a === 'number' ? -1 : 1
}
