/** Vitest has its fake timers in a file of its own package and does not export them: the build takes them out. */
export { FakeTimers } from 'vitest/fake-timers'
