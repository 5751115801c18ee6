import { check, expect } from 'backend-workbook/check'
import { corsReflection, csrf, storedXss } from '../../../exercises/16-security-stack/red-team.ts'
import { readPage } from '../page.ts'
import { proves } from './proof.ts'

check('proves the stored XSS, and only where it is', { read: 'xss', ms: 2800 }, () =>
  proves('storedXss', 'xss', storedXss, (evidence, _secrets, { page }) => {
    expect(evidence, 'storedXss() on the market with its hole: the path of a page').toEqual(
      expect.stringMatching(/^\//),
    )
    const { elements, scripts } = readPage(page)
    const handlers = elements.flatMap(({ attributes }) =>
      Object.entries(attributes).flatMap(([name, value]) => (name.startsWith('on') ? [value] : [])),
    )
    const calls = [...scripts, ...handlers].filter((code) => /\bsteal\s*\(/.test(code))
    expect(calls.length, `scripts and event attributes in ${evidence} that call steal()`).toBeGreaterThan(0)
  }),
)

check('proves the CSRF, and only where it is', { read: 'csrf', ms: 2800 }, () =>
  proves('csrf', 'csrf', csrf, (evidence, { iban }, { iban: now }) => {
    expect(now, 'the iban of the victim after csrf() on the market with its hole, which was another before').not.toBe(
      iban,
    )
    expect(evidence, 'csrf() on the market with its hole: the iban').toBe(now)
  }),
)

check('proves that other sites read answers, and only where they can', { read: 'cors', ms: 2800 }, () =>
  proves('corsReflection', 'cors', corsReflection, (evidence, { iban }) => {
    expect(evidence, 'corsReflection() on the market with its hole: the iban of the victim').toBe(iban)
  }),
)
