import { check, expect } from 'backend-workbook/check'
import {
  parseOrder,
  parseOrderParams,
  parseOrderQuery,
} from '../../../exercises/11-errors-and-validation/validate-orders.ts'
import { acceptedOf, newSettings, orderWith, pathsOf, queryOf } from '../orders.ts'
import { show } from './paths.ts'

check('takes only days that the calendar has', { read: 'schemas' }, () => {
  const parse = (deliverOn: string) => parseOrder(orderWith({ deliverOn }), newSettings())
  const wrong = [
    '2026-02-30',
    '2023-02-29',
    '2100-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-3-1',
    ' 2026-03-01',
    '2026-03-01T10:00:00Z',
  ]
  expect(acceptedOf(wrong, parse), `the days it takes of ${wrong.join(', ')}`).toEqual([])
  expect(acceptedOf(['2024-02-29', '2026-12-31'], parse), 'the days it takes of 2024-02-29, 2026-12-31').toEqual([
    '2024-02-29',
    '2026-12-31',
  ])
})

check('reads numbers, booleans and lists from a query', { read: 'coercion' }, () => {
  const defaults = { page: 1, limit: 20, status: [], sort: '-placedAt' }
  expect(parseOrderQuery(queryOf({})), 'an empty query').toEqual({ ok: true, value: defaults })
  const full = parseOrderQuery(
    queryOf({
      page: '3',
      limit: '100',
      minTotalCents: '0',
      urgent: 'true',
      status: ['paid', 'shipped'],
      sort: 'total',
    }),
  )
  expect(full, '?page=3&limit=100&minTotalCents=0&urgent=true&status=paid&status=shipped&sort=total').toEqual({
    ok: true,
    value: { page: 3, limit: 100, minTotalCents: 0, urgent: true, status: ['paid', 'shipped'], sort: 'total' },
  })
  const often = ['paid', 'shipped', 'paid', 'placed']
  const most = parseOrderQuery(queryOf({ page: '1000000', minTotalCents: '1000000', limit: '007', status: often }))
  expect(
    most,
    '?page=1000000&minTotalCents=1000000&limit=007&status=paid&status=shipped&status=paid&status=placed',
  ).toEqual({ ok: true, value: { ...defaults, page: 1e6, minTotalCents: 1e6, limit: 7, status: often } })
  const strangers = parseOrderQuery(queryOf({ urgent: 'false', status: 'paid', utm_source: 'mail', isAdmin: 'true' }))
  expect(strangers, '?urgent=false&status=paid&utm_source=mail&isAdmin=true').toEqual({
    ok: true,
    value: { ...defaults, urgent: false, status: ['paid'] },
  })
})

check('takes nothing but digits for a number in a query', { read: 'coercion' }, () => {
  const wrong = [
    '1000001',
    '5 apples',
    '',
    ' ',
    ' 5',
    '+5',
    '-5',
    '5.0',
    '0x10',
    '1e1',
    'NaN',
    'Infinity',
    '1,0',
    '9'.repeat(30),
  ]
  for (const name of ['page', 'limit', 'minTotalCents']) {
    const accepted = acceptedOf(wrong, (value) => parseOrderQuery(queryOf({ [name]: value })))
    expect(accepted, `the texts it takes for ${name}, of ${wrong.map((text) => `'${text}'`).join(', ')}`).toEqual([])
  }
  for (const [name, value] of Object.entries({ page: '0', limit: '101', minTotalCents: '5 apples' })) {
    const paths = pathsOf(parseOrderQuery(queryOf({ [name]: value })))
    expect(paths, `the paths of the errors for ?${name}=${value}`).toEqual([name])
  }
})

check('takes only the words there are, each as often as it may come', { read: 'coercion' }, () => {
  const right = [
    ...['placed', 'paid', 'shipped', 'delivered'].map((status) => ({ status })),
    ...['placedAt', '-placedAt', 'total', '-total'].map((sort) => ({ sort })),
  ]
  expect(
    acceptedOf(right, (fields) => parseOrderQuery(queryOf(fields))),
    'the queries it takes, of each status and each sort',
  ).toEqual(right)
  const wrong: Record<string, string | string[]>[] = [
    { sort: 'price' },
    { sort: 'constructor' },
    { sort: '__proto__' },
    { status: 'toString' },
    { status: ['paid', 'lost'] },
    { status: ['paid', 'paid', 'paid', 'paid', 'paid'] },
    { status: 'paid,shipped' },
    { status: '' },
    { status: 'Paid' },
    { sort: '' },
    { sort: ' total' },
    { sort: 'TOTAL' },
    { urgent: 'yes' },
    { urgent: 'TRUE' },
    { urgent: '' },
    { urgent: '1' },
    { limit: ['5', '6'] },
    { limit: ['5'] },
    { sort: ['total', '-total'] },
  ]
  const accepted = acceptedOf(wrong, (fields) => parseOrderQuery(queryOf(fields)))
  expect(accepted, 'the queries it takes, of those in which a word is wrong or comes too often').toEqual([])
})

check('reads the parameters of a path, and never throws', { read: 'limits' }, () => {
  const vendorId = 'ven_northmil'
  const largest = { vendorId, number: '2147483647' }
  expect(parseOrderParams(largest), `parseOrderParams(${show(largest)})`).toEqual({
    ok: true,
    value: { vendorId, number: 2_147_483_647 },
  })
  for (const number of ['0', '-1', '17 OR 1=1', '1.5', '2147483648', '99999999999']) {
    expect(pathsOf(parseOrderParams({ vendorId, number })), `the paths of the errors for number ${number}`).toEqual([
      'number',
    ])
  }
  expect(pathsOf(parseOrderParams({ vendorId: '../x', number: '1' })), "the same for vendorId '../x'").toEqual([
    'vendorId',
  ])
  for (const body of [null, undefined, 5, 'order', true, [], [orderWith()], { items: {} }, { contact: null }]) {
    expect(parseOrder(body, newSettings()).ok, `whether parseOrder(${show(body)}, settings) is ok`).toBe(false)
  }
  for (const [name, parse] of Object.entries({ parseOrderQuery, parseOrderParams })) {
    expect(() => parse(null), `${name}(null)`).not.toThrow()
  }
})
