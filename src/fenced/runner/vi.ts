/** What checks use of `vi`: spies, fake timers, waiting, stubs. Modules are not replaced here. */
import { clearAllMocks, fn, isMockFunction, resetAllMocks, restoreAllMocks, spyOn } from '@vitest/spy'
import { areFaked, DEFAULTS, fakeTimers, putTimersBack } from './timers.ts'
import { waitFor, waitUntil } from './wait.ts'

const stubbedGlobals = new Map<string, PropertyDescriptor | undefined>()
const stubbedEnv = new Map<string, string | undefined>()

const doubles = {
  fn,
  spyOn,
  isMockFunction,
  mocked: <T>(item: T): T => item,
  hoisted: <T>(factory: () => T): T => factory(),
  waitFor,
  waitUntil,
  clearAllMocks: chained(clearAllMocks),
  resetAllMocks: chained(resetAllMocks),
  restoreAllMocks: chained(restoreAllMocks),
}

const timers = {
  useFakeTimers(config: object = {}) {
    fakeTimers().configure({ ...DEFAULTS, ...config })
    fakeTimers().useFakeTimers()
    return vi
  },
  useRealTimers: chained(putTimersBack),
  isFakeTimers: areFaked,
  setSystemTime: chained((time?: number | string | Date) => fakeTimers().setSystemTime(time)),
  getMockedSystemTime: () => fakeTimers().getMockedSystemTime(),
  getRealSystemTime: () => fakeTimers().getRealSystemTime(),
  getTimerCount: () => fakeTimers().getTimerCount(),
  clearAllTimers: chained(() => fakeTimers().clearAllTimers()),
  runAllTicks: chained(() => fakeTimers().runAllTicks()),
  runAllTimers: chained(() => fakeTimers().runAllTimers()),
  runOnlyPendingTimers: chained(() => fakeTimers().runOnlyPendingTimers()),
  advanceTimersByTime: chained((ms: number) => fakeTimers().advanceTimersByTime(ms)),
  advanceTimersToNextTimer: chained(() => fakeTimers().advanceTimersToNextTimer()),
  runAllTimersAsync: chainedAsync(() => fakeTimers().runAllTimersAsync()),
  runOnlyPendingTimersAsync: chainedAsync(() => fakeTimers().runOnlyPendingTimersAsync()),
  advanceTimersByTimeAsync: chainedAsync((ms: number) => fakeTimers().advanceTimersByTimeAsync(ms)),
  advanceTimersToNextTimerAsync: chainedAsync(() => fakeTimers().advanceTimersToNextTimerAsync()),
}

const stubs = {
  stubGlobal(name: string, value: unknown) {
    if (!stubbedGlobals.has(name)) stubbedGlobals.set(name, Object.getOwnPropertyDescriptor(globalThis, name))
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: true })
    return vi
  },
  unstubAllGlobals() {
    for (const [name, before] of stubbedGlobals) {
      if (before) Object.defineProperty(globalThis, name, before)
      else Reflect.deleteProperty(globalThis, name)
    }
    stubbedGlobals.clear()
    return vi
  },
  stubEnv(name: string, value: string | undefined) {
    if (!stubbedEnv.has(name)) stubbedEnv.set(name, process.env[name])
    setEnv(name, value)
    return vi
  },
  unstubAllEnvs() {
    for (const [name, before] of stubbedEnv) setEnv(name, before)
    stubbedEnv.clear()
    return vi
  },
}

/** A check that asks for more is told so, and not that something is no function. */
export const vi: object = new Proxy(
  { ...doubles, ...timers, ...stubs },
  {
    get(target, key, receiver) {
      if (Reflect.has(target, key) || typeof key === 'symbol' || key === 'then')
        return Reflect.get(target, key, receiver)
      throw new Error(`vi.${key} is not part of what judges exercises: see CONTRIBUTING.md, "add an exercise".`)
    },
  },
)

function chained<Args extends unknown[]>(work: (...args: Args) => unknown) {
  return (...args: Args): object => {
    work(...args)
    return vi
  }
}

function chainedAsync<Args extends unknown[]>(work: (...args: Args) => Promise<unknown>) {
  return async (...args: Args): Promise<object> => {
    await work(...args)
    return vi
  }
}

function setEnv(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}
