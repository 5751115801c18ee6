import { configDefaults, defineConfig } from 'vitest/config'

/**
 * Tests of the tool; one of them runs `course author check` over the lessons. One file at a time, because many start
 * processes and measure what those do. Tests that may run beside each other do so in pairs. Time limits are there for what
 * hangs: a slow machine takes many times longer.
 */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Answers have tests of their own, which are judged with them.
    exclude: [...configDefaults.exclude, 'test/alternatives/*/**'],
    testTimeout: 240_000,
    maxWorkers: 1,
    maxConcurrency: 2,
    expect: { poll: { timeout: 30_000 } },
  },
})
