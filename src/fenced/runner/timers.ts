/** Fake timers, which few checks use: they are loaded when one does. */
import { createRequire } from 'node:module'
import type { FakeTimers as FakeTimersOfVitest } from './fake-timers.ts'

/** Those that were there before anybody faked any. */
export const { setTimeout, clearTimeout } = globalThis

type FakeTimers = InstanceType<typeof FakeTimersOfVitest>

let timers: FakeTimers | undefined

export function fakeTimers(): FakeTimers {
  if (timers) return timers
  const { FakeTimers } = createRequire(import.meta.url)('./fake-timers.cjs')
  const made: FakeTimers = new FakeTimers({ global: globalThis, config: DEFAULTS })
  timers = made
  return made
}

/** Vitest's own. */
export const DEFAULTS = { loopLimit: 10_000, shouldClearNativeTimers: true }

/** Where timers are faked, time passes only when somebody says so. */
export function passTime(ms: number): void {
  if (timers?.isFakeTimers()) timers.advanceTimersByTime(ms)
}

export function areFaked(): boolean {
  return timers?.isFakeTimers() ?? false
}

export function putTimersBack(): void {
  timers?.useRealTimers()
}
