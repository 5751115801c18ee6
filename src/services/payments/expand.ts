import type { Account } from './account.ts'

/** `expand[]=latest_charge`, of a list `data.latest_charge`: the object in place of its id. Changes `body`. */
export function expand(account: Account, body: object, paths: string[]): void {
  for (const path of paths) expandAt(account, body, path.split('.'))
}

function expandAt(account: Account, at: unknown, [name = '', ...rest]: string[]): void {
  if (Array.isArray(at)) {
    for (const each of at) expandAt(account, each, [name, ...rest])
    return
  }
  if (typeof at !== 'object' || at === null) return
  const value: unknown = Reflect.get(at, name)
  const found = typeof value === 'string' ? lookUp(account, name, value) : undefined
  if (found) Reflect.set(at, name, structuredClone(found))
  if (rest.length > 0) expandAt(account, Reflect.get(at, name), rest)
}

function lookUp(account: Account, name: string, id: string): object | undefined {
  if (name === 'latest_charge' || name === 'charge') return account.charges.get(id)
  return name === 'payment_intent' ? account.intents.get(id) : undefined
}
