import { defineConfig } from 'vitest/config'

/** Tests of the tool. The checks of the lessons are run by `course author check`, which these tests call. */
export default defineConfig({
  test: { include: ['test/**/*.test.ts'], testTimeout: 30_000 },
})
