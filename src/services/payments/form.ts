/** What a form or a query holds, with `a[b]=c` as objects in objects. */
export interface Params {
  [name: string]: string | Params
}

const DEEPEST = 5

/** `metadata[order]=7` is `{ metadata: { order: '7' } }`; `expand[]=a` and `expand[0]=a` are `{ expand: { 0: 'a' } }`. */
export function readForm(text: string): Params {
  const params = bare()
  for (const [name, value] of new URLSearchParams(text)) {
    const [, first = name, rest = ''] = /^([^[]*)(.*)$/s.exec(name) ?? []
    const path = [first, ...[...rest.matchAll(/\[([^\]]*)\]/g)].map(([, key = '']) => key)].slice(0, DEEPEST)
    let at = params
    for (const key of path.slice(0, -1)) {
      const next = at[key]
      const deeper = typeof next === 'object' ? next : bare()
      at[key] = deeper
      at = deeper
    }
    const last = path.at(-1) ?? ''
    at[last === '' ? String(Object.keys(at).length) : last] = value
  }
  return params
}

/** Of a parameter that is a list, its values. */
export function valuesOf(param: string | Params | undefined): string[] {
  if (param === undefined) return []
  return typeof param === 'string' ? [param] : Object.values(param).filter((value) => typeof value === 'string')
}

function bare(): Params {
  return Object.create(null)
}
