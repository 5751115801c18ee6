import { check, expect } from 'backend-workbook/check'
import { fakeRandom } from '../../../exercises/24-testing/test-doubles.ts'

check('fakeRandom gives its values in order and nothing else', { read: 'doubles' }, () => {
  const random = fakeRandom(0.5, 0, 0.999)
  expect([random(), random(), random()], 'fakeRandom(0.5, 0, 0.999), called three times').toEqual([0.5, 0, 0.999])
  expect(() => random(), 'and once more').toThrow(Error)
  expect(() => fakeRandom()(), 'fakeRandom(), called').toThrow(Error)
  for (const odd of [1, -0.1, Number.NaN, 7]) {
    expect(() => fakeRandom(0.5, odd), `fakeRandom(0.5, ${odd})`).toThrow(RangeError)
  }
})
