/** Where an assertion library is usually found. Ours is not there, and code that changes what it finds there is cheating. */
const PLACES = ['expect-global', 'matchers-object', '$$jest-matchers-object', 'asymmetric-matchers-object']

let touched: string | undefined

/** What was called or changed; undefined when nothing was. Looking does no harm. */
export function touchedDecoy(): string | undefined {
  return touched
}

export function layDecoys(): void {
  for (const name of PLACES) {
    Object.defineProperty(globalThis, Symbol.for(name), { value: decoy(), configurable: true, writable: true })
  }
}

/** For the next run in this process. */
export function forgetDecoys(): void {
  touched = undefined
}

function decoy(): object {
  const note = () => {
    touched = 'the assertion library'
    return true
  }
  return new Proxy(() => undefined, {
    get: (target, key, receiver) => {
      if (typeof key === 'symbol' || key === 'then' || key === 'toJSON') return Reflect.get(target, key, receiver)
      return decoy()
    },
    apply: note,
    set: note,
    defineProperty: note,
    deleteProperty: note,
    setPrototypeOf: note,
  })
}
