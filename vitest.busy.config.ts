import { defineConfig } from 'vitest/config'

/** What must hold on a machine that is busy with something else: it takes minutes, and everything else had better wait. */
export default defineConfig({
  test: {
    include: ['test/busy/*.busy.ts'],
    testTimeout: 240_000,
    maxWorkers: 1,
    maxConcurrency: 2,
    expect: { poll: { timeout: 30_000 } },
  },
})
