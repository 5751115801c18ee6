/** What `vitest` means to check files inside the fence: the parts of Vitest that judge, without the rest. */
export { chai } from '@vitest/expect'
export {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  it,
  onTestFailed,
  onTestFinished,
  suite,
  test,
} from '@vitest/runner'
export { expect } from './expect.ts'
export { vi, vi as vitest } from './vi.ts'
