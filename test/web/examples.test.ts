import { expect, it } from 'vitest'
import { examplesAsCode } from '../../src/ui/page/examples.ts'

it.each([
  ['The sum.\n\n@example\nadd(2, 3) // 5', 'The sum.\n\nFor example:\n\n```ts\nadd(2, 3) // 5\n```\n'],
  ['@example add(2, 3) // 5\n\nMore.', 'For example:\n\n```ts\nadd(2, 3) // 5\n```\n\nMore.'],
  ['Nothing to show.', 'Nothing to show.'],
])('the example of %j is code', (contract, shown) => {
  expect(examplesAsCode(contract)).toBe(shown)
})
