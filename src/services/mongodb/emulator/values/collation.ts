import { badValue, notEmulated, ServerError } from '../errors.ts'
import { type Doc, isDoc, toBoolean, toNumber, type Value } from './bson.ts'

/** How texts compare, by the rules of a language (docs: "Collation"). The same specification gives the same object. */
export interface Collation {
  /** With all defaults written out, as MongoDB lists it. */
  spec: Doc
  compare: (a: string, b: string) => number
  /** The same for texts that are equal, and only for them. */
  fold: (text: string) => string
}

const DEFAULTS: Doc = {
  caseLevel: false,
  caseFirst: 'off',
  strength: 3,
  numericOrdering: false,
  alternate: 'non-ignorable',
  maxVariable: 'punct',
  normalization: false,
  backwards: false,
}

const known = new Map<string, Collation>()

/** Undefined for the plain order of bytes: locale simple. @throws ServerError for a collation that MongoDB refuses */
export function parseCollation(value: Value): Collation | undefined {
  if (value === undefined || value === null) return undefined
  if (!isDoc(value)) throw new ServerError(14, "BSON field 'collation' is the wrong type, expected type 'object'")
  const { locale } = value
  if (locale === undefined)
    throw new ServerError(40414, "BSON field 'collation.locale' is missing but a required field")
  const unknown = Object.keys(value).find((name) => name !== 'locale' && name !== 'version' && !(name in DEFAULTS))
  if (unknown) throw new ServerError(40415, `BSON field 'collation.${unknown}' is an unknown field.`)
  if (locale === 'simple') {
    if (Object.keys(value).length > 1) throw badValue("If the locale is 'simple', no other fields can be specified")
    return undefined
  }
  const spec = complete(value)
  const key = JSON.stringify(spec)
  const collation = known.get(key) ?? makeCollation(spec)
  known.set(key, collation)
  return collation
}

function complete(value: Doc): Doc {
  const strength = toNumber(value['strength'] ?? 3) ?? 0
  if (!Number.isInteger(strength) || strength < 1 || strength > 5)
    throw badValue(
      `Enumeration value '${String(value['strength'])}' for field 'collation.strength' is not a valid value.`,
    )
  const { version: _version, ...given } = value
  const spec: Doc = { locale: given['locale'], ...DEFAULTS, ...given, strength }
  if (toBoolean(spec['backwards'])) throw notEmulated('collations that compare accents backwards')
  const isLocale = typeof spec['locale'] === 'string' && isSupported(spec['locale'].replaceAll('_', '-'))
  if (!isLocale) throw badValue(`Field 'locale' is invalid in: { locale: ${JSON.stringify(spec['locale'])} }`)
  return { ...spec, version: '57.1' }
}

function isSupported(locale: string): boolean {
  try {
    return Intl.Collator.supportedLocalesOf(locale).length > 0
  } catch {
    return false
  }
}

function makeCollation(spec: Doc): Collation {
  const strength = Number(spec['strength'])
  const caseLevel = toBoolean(spec['caseLevel'])
  const numeric = toBoolean(spec['numericOrdering'])
  const caseFirst = { upper: 'upper', lower: 'lower' }[String(spec['caseFirst'])] ?? 'false'
  const collator = new Intl.Collator(String(spec['locale']).replaceAll('_', '-'), {
    sensitivity: strength === 1 ? (caseLevel ? 'case' : 'base') : strength === 2 && !caseLevel ? 'accent' : 'variant',
    ignorePunctuation: spec['alternate'] === 'shifted' && strength < 4,
    numeric,
    caseFirst: caseFirst as 'upper' | 'lower' | 'false',
  })
  const compare = (a: string, b: string) =>
    collator.compare(a, b) || (strength === 5 ? Number(a > b) - Number(a < b) : 0)
  return { spec, compare, fold: foldBy(spec, strength, caseLevel) }
}

/** What the collation does not tell apart is taken out of the text. */
function foldBy(spec: Doc, strength: number, caseLevel: boolean): Collation['fold'] {
  const isShifted = spec['alternate'] === 'shifted' && strength < 4
  return (text) => {
    let folded =
      strength === 1 ? text.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('ß', 'ss') : text.normalize('NFC')
    if (strength <= 2 && !caseLevel) folded = folded.toLowerCase()
    if (toBoolean(spec['numericOrdering'])) folded = folded.replace(/0+(?=\d)/g, '')
    return isShifted ? folded.replace(/[\p{P}\p{Z}]/gu, '') : folded
  }
}

/** The collation that comparisons follow at the moment: that of the command, or of the index, that compares. */
let active: Collation | undefined

export function activeCollation(): Collation | undefined {
  return active
}

/** Compares by this collation while `run` runs. What it returns must be finished: nothing may be awaited in it. */
export function collated<T>(collation: Collation | undefined, run: () => T): T {
  if (collation === active) return run()
  const before = active
  active = collation
  try {
    return run()
  } finally {
    active = before
  }
}
