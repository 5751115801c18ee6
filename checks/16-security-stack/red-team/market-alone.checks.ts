import { check, expect } from 'backend-workbook/check'
import {
  bigUpload,
  bruteForce,
  idor,
  massAssignment,
  missingHeaders,
  nosqlInjection,
  sqlInjection,
  verboseErrors,
} from '../../../exercises/16-security-stack/red-team.ts'
import { proves } from './proof.ts'

check('proves the SQL injection, and only where it is', { read: 'sql-injection', ms: 2800 }, () =>
  proves('sqlInjection', 'sql', sqlInjection, (evidence, { apiKey }) => {
    expect(evidence, 'sqlInjection() on the market with its hole: the api_key').toBe(apiKey)
  }),
)

check('proves the NoSQL injection, and only where it is', { read: 'nosql-injection', ms: 2800 }, () =>
  proves('nosqlInjection', 'nosql', nosqlInjection, (evidence, { notes }) => {
    expect(evidence, 'nosqlInjection() on the market with its hole: the note of an order that is not yours').toBeOneOf(
      notes,
    )
  }),
)

check('proves that orders of others can be read, and only where they can', { read: 'owasp', ms: 2800 }, () =>
  proves('idor', 'idor', idor, (evidence, { notes }) => {
    expect(evidence, 'idor() on the market with its hole: the note of an order that is not yours').toBeOneOf(notes)
  }),
)

check('proves the mass assignment, and only where it is', { read: 'owasp', ms: 2800 }, () =>
  proves('massAssignment', 'mass-assignment', massAssignment, (evidence, _secrets, { role }) => {
    expect(role, 'your role in the database after massAssignment() on the market with its hole').not.toBe('retailer')
    expect(evidence, 'massAssignment() on the market with its hole: the role of your account').toBe(role)
  }),
)

check('proves the verbose errors, and only where they are', { read: 'information-disclosure', ms: 2800 }, () =>
  proves('verboseErrors', 'errors', verboseErrors, (evidence, { warehousePassword }) => {
    expect(evidence, 'verboseErrors() on the market with its hole: the password of the warehouse').toBe(
      warehousePassword,
    )
  }),
)

check('names the headers that are missing, and no others', { read: 'headers', ms: 2800 }, () =>
  proves('missingHeaders', 'headers', missingHeaders, (evidence, { missing }) => {
    expect(evidence, 'missingHeaders() on the market with its hole').toEqual(missing)
  }),
)

check('proves the brute force, and only where it is possible', { read: 'limits-by-risk', ms: 2800 }, () =>
  proves('bruteForce', 'brute-force', bruteForce, (evidence, { password }) => {
    expect(evidence, 'bruteForce() on the market with its hole: the password').toBe(password)
  }),
)

check('proves the big upload, and only where it is possible', { read: 'limits-by-risk', ms: 2800 }, () =>
  proves('bigUpload', 'uploads', bigUpload, (evidence, _secrets, { imported }) => {
    expect(imported, 'bytes of the largest import that the market with its hole took').toBeGreaterThanOrEqual(1_000_000)
    expect(evidence, 'bigUpload() on the market with its hole: the bytes').toBe(imported)
  }),
)
