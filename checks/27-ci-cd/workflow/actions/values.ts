/** What a workflow holds once its YAML is read, and what its expressions give. */
export type Value = null | boolean | number | string | Value[] | { [name: string]: Value }
export type Entries = { [name: string]: Value }

export function isEntries(value: Value | undefined): value is Entries {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Nothing where there is no map. */
export function entriesOf(value: Value | undefined): Entries {
  return isEntries(value) ? value : {}
}

/** A list, or the one thing that stands for a list of it. */
export function listOf(value: Value | undefined): Value[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

/** As GitHub puts a value into a string. */
export function textOf(value: Value | undefined): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'object') return Array.isArray(value) ? 'Array' : 'Object'
  return String(value)
}

export function isTrue(value: Value): boolean {
  return value !== null && value !== false && value !== 0 && value !== '' && !Number.isNaN(value)
}

/** Names of contexts and of what is in them are found in any case. */
export function memberOf(value: Value, name: Value): Value {
  if (Array.isArray(value)) {
    if (name === '*') return value
    return (typeof name === 'number' ? value[name] : undefined) ?? null
  }
  if (!isEntries(value)) return null
  if (name === '*') return Object.values(value)
  const wanted = textOf(name).toLowerCase()
  const found = Object.keys(value).find((key) => key.toLowerCase() === wanted)
  return found === undefined ? null : (value[found] ?? null)
}
