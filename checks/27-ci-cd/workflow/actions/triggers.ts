import { globFits } from './functions.ts'
import type { Happening } from './happenings.ts'
import { entriesOf, isEntries, listOf, textOf, type Value } from './values.ts'

const DEFAULT_TYPES = ['opened', 'synchronize', 'reopened']

/** Whether something that happens in the repository starts the workflow, whatever files it changes. */
export function starts(on: Value | undefined, { github, changes }: Happening): boolean {
  const event = textOf(github['event_name'])
  const filters = isEntries(on) ? on : Object.fromEntries(listOf(on).map((name) => [textOf(name), null]))
  if (!(event in filters)) return false
  const filter = entriesOf(filters[event])
  if (!passes(filter['paths'], filter['paths-ignore'], changes)) return false
  if (event === 'pull_request') {
    const types = 'types' in filter ? listOf(filter['types']).map(textOf) : DEFAULT_TYPES
    return (
      types.includes(textOf(entriesOf(github['event'])['action'])) &&
      passes(filter['branches'], filter['branches-ignore'], textOf(github['base_ref']))
    )
  }
  if (event !== 'push') return true
  const isTag = textOf(github['ref']).startsWith('refs/tags/')
  const [own, other] = isTag ? ['tags', 'branches'] : ['branches', 'tags']
  if (own in filter || `${own}-ignore` in filter)
    return passes(filter[own], filter[`${own}-ignore`], textOf(github['ref_name']))
  return !(other in filter || `${other}-ignore` in filter)
}

function passes(only: Value | undefined, except: Value | undefined, name: string): boolean {
  if (except !== undefined && listOf(except).some((pattern) => globFits(textOf(pattern), name))) return false
  if (only === undefined) return true
  let isIn = false
  for (const pattern of listOf(only).map(textOf)) {
    if (pattern.startsWith('!')) isIn &&= !globFits(pattern.slice(1), name)
    else isIn ||= globFits(pattern, name)
  }
  return isIn
}
