/** What `scripts/build/fenced.mjs` takes out of Vitest's package. */
declare module 'vitest/fake-timers' {
  export class FakeTimers {
    constructor(options: { global: typeof globalThis; config: object })
    configure(config: object): void
    useFakeTimers(): void
    useRealTimers(): void
    isFakeTimers(): boolean
    setSystemTime(time?: number | string | Date): void
    getMockedSystemTime(): Date | null
    getRealSystemTime(): number
    getTimerCount(): number
    clearAllTimers(): void
    runAllTicks(): void
    runAllTimers(): void
    runAllTimersAsync(): Promise<void>
    runOnlyPendingTimers(): void
    runOnlyPendingTimersAsync(): Promise<void>
    advanceTimersByTime(ms: number): void
    advanceTimersByTimeAsync(ms: number): Promise<void>
    advanceTimersToNextTimer(): void
    advanceTimersToNextTimerAsync(): Promise<void>
  }
}
