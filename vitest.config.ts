import { defineConfig } from 'vitest/config'

/**
 * Tests of the tool; one of them runs `course author check` over the lessons. One file at a time, because many start
 * processes and measure what those do.
 */
export default defineConfig({
  test: { include: ['test/**/*.test.ts'], testTimeout: 60_000, maxWorkers: 1 },
})
