import { chai, type ExpectStatic } from '@vitest/expect'
import { getCurrentTest, onTestFinished } from '@vitest/runner'
import { afterTime, LONGEST_WAIT_MS } from '../../check/in-time.ts'
import { passTime, setTimeout } from './timers.ts'

interface PollOptions {
  interval?: number
  timeout?: number
  message?: string
}

type Matcher = (...args: unknown[]) => unknown

/** `expect.poll(read).toBe(…)`: reads and compares until it holds or the time is up, and then fails as the last try did. */
export function createPoll(expect: ExpectStatic) {
  return (read: () => unknown, { interval = 50, timeout = 1000, message }: PollOptions = {}): unknown => {
    if (!getCurrentTest()) throw new Error('expect.poll() must be called inside a check')
    const assertion: object = expect(undefined, message)
    const proxy: object = new Proxy(assertion, {
      get(target, key, receiver) {
        const found: unknown = Reflect.get(target, key, receiver)
        if (typeof found !== 'function') return found instanceof chai.Assertion ? proxy : found
        if (key === 'assert') return found
        return (...args: unknown[]) => awaited(String(key), () => poll(assertion, found as Matcher, args))
      },
    })

    const poll = async (subject: object, matcher: Matcher, args: unknown[]): Promise<unknown> => {
      let isOver = false
      const end = () => {
        isOver = true
      }
      const forgetTime = afterTime(timeout, end, undefined, LONGEST_WAIT_MS)
      for (;;) {
        const isLast = isOver
        try {
          chai.util.flag(subject as Chai.Assertion, 'object', await read())
          const result = await matcher.apply(subject, args)
          forgetTime()
          return result
        } catch (error) {
          if (isLast) throw error
        }
        await new Promise((resolve) => setTimeout(resolve, interval))
        passTime(interval)
      }
    }
    return proxy
  }
}

/** Begins when somebody waits for it; a check in which nobody does fails, for nothing was looked at. */
function awaited(matcher: string, begin: () => Promise<unknown>): PromiseLike<unknown> {
  const forgotten = new Error(`expect.poll(…).${matcher}() was not awaited`)
  let running: Promise<unknown> | undefined
  const run = () => {
    running ??= begin()
    return running
  }
  onTestFinished(() => {
    if (!running) throw forgotten
  })
  return {
    // biome-ignore lint/suspicious/noThenProperty: what `await` looks for, and all that it looks for
    then: (onFulfilled, onRejected) => run().then(onFulfilled, onRejected),
  }
}
