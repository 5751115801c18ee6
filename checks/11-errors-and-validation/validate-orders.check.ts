import { check, expect } from 'backend-workbook/check'
import {
  parseOrder,
  parseOrderParams,
  parseOrderQuery,
} from '../../exercises/11-errors-and-validation/validate-orders.ts'
import { acceptedOf, ITEM, newSettings, orderWith, pathsOf, queryOf } from './orders.ts'

const pathsIn = (fields: Record<string, unknown>) => pathsOf(parseOrder(orderWith(fields), newSettings()))

check('gives a right order back, complete and tidied up', { read: 'validate-orders' }, () => {
  const plain = parseOrder(orderWith(), newSettings())
  expect(plain, 'an order without a note, without options').toEqual({
    ok: true,
    value: { ...orderWith(), options: newSettings() },
  })
  const untidy = parseOrder(
    orderWith({
      items: [ITEM, { productId: 'prd_zzzzzzzz', quantity: 1000 }],
      contact: { email: '  Buyer@NorthMill.example ', name: ' Ada ' },
      note: '\n ring twice  ',
    }),
    newSettings(),
  )
  expect(untidy, 'an order with spaces around its email, name and note').toEqual({
    ok: true,
    value: {
      ...orderWith({ items: [ITEM, { productId: 'prd_zzzzzzzz', quantity: 1000 }] }),
      contact: { email: 'buyer@northmill.example', name: 'Ada' },
      note: 'ring twice',
      options: newSettings(),
    },
  })
})

check('takes only whole numbers from 1 to 1000 as a quantity', { read: 'coercion' }, () => {
  const parse = (quantity: number) => parseOrder(orderWith({ items: [{ ...ITEM, quantity }] }), newSettings())
  const wrong = [-1000, -1, 0, 0.5, 1.5, 1001, 1e21, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  expect(acceptedOf(wrong, parse), 'the quantities it takes of -1000, -1, 0, 0.5, 1.5, 1001, 1e21, NaN, …').toEqual([])
  for (const quantity of [-1000, 1.5, 1001]) {
    expect(pathsOf(parse(quantity)), `the paths of the errors for a quantity of ${quantity}`).toEqual([
      'items.0.quantity',
    ])
  }
  expect(acceptedOf([1, 2, 1000], parse), 'the quantities it takes of 1, 2, 1000').toEqual([1, 2, 1000])
})

check('refuses ids, emails and fields that are not what they should be', { read: 'schemas' }, () => {
  const wrong: [Record<string, unknown>, string][] = [
    [{ retailerId: 'ret_4f9k2m7' }, 'retailerId'],
    [{ retailerId: 'xret_4f9k2m7q' }, 'retailerId'],
    [{ retailerId: 'ret_4f9k2m7q\n' }, 'retailerId'],
    [{ retailerId: undefined }, 'retailerId'],
    [{ items: [{ ...ITEM, productId: 'ret_4f9k2m7q' }] }, 'items.0.productId'],
    [{ items: [{ quantity: 1 }] }, 'items.0.productId'],
    [{ contact: { email: 'nobody' } }, 'contact.email'],
    [{ contact: { email: 'a b@c.example' } }, 'contact.email'],
    [{ contact: {} }, 'contact.email'],
    [{ note: null }, 'note'],
  ]
  for (const [fields, path] of wrong) {
    expect(pathsIn(fields), `the paths of the errors for an order with ${show(fields)}`).toEqual([path])
  }
})

check('reports everything that is wrong at once, each at its path', { read: 'schemas' }, () => {
  const paths = pathsIn({
    retailerId: 'me',
    items: [ITEM, { productId: 'two', quantity: 1001 }],
    deliverOn: 'soon',
    contact: { email: 'nobody', name: 5 },
    note: 7,
  })
  expect(paths, 'the paths of the errors for an order in which seven fields are wrong').toEqual([
    'contact.email',
    'contact.name',
    'deliverOn',
    'items.1.productId',
    'items.1.quantity',
    'note',
    'retailerId',
  ])
})

check('refuses fields that an order does not have', { read: 'unknown-fields' }, () => {
  const wrong: [Record<string, unknown>, string][] = [
    [{ isAdmin: true }, 'isAdmin'],
    [{ items: [ITEM, { ...ITEM, priceCents: 1 }] }, 'items.1.priceCents'],
    [{ contact: { email: 'a@b.example', role: 'staff' } }, 'contact.role'],
    [{ options: { discount: 100 } }, 'options.discount'],
    [{ options: { notify: { pigeon: true } } }, 'options.notify.pigeon'],
    [{ constructor: 1 }, 'constructor'],
    [{ hasOwnProperty: 1 }, 'hasOwnProperty'],
  ]
  for (const [fields, path] of wrong) {
    expect(pathsIn(fields), `the paths of the errors for an order with ${show(fields)}`).toEqual([path])
  }
})

check('converts nothing in a body', { read: 'coercion' }, () => {
  const wrong: [Record<string, unknown>, string][] = [
    [{ items: [{ ...ITEM, quantity: '5' }] }, 'items.0.quantity'],
    [{ items: [{ ...ITEM, quantity: true }] }, 'items.0.quantity'],
    [{ items: [{ ...ITEM, quantity: [5] }] }, 'items.0.quantity'],
    [{ note: 5 }, 'note'],
    [{ options: { giftWrap: 'false' } }, 'options.giftWrap'],
    [{ options: { notify: { sms: 1 } } }, 'options.notify.sms'],
    [{ options: { notify: { sms: null } } }, 'options.notify.sms'],
  ]
  for (const [fields, path] of wrong) {
    expect(pathsIn(fields), `the paths of the errors for an order with ${show(fields)}`).toEqual([path])
  }
})

check('lets no __proto__ into other objects', { read: 'merging' }, () => {
  const hidden = [
    '{ "__proto__": { "polluted": "yes" } }',
    '{ "constructor": { "prototype": { "polluted": "yes" } } }',
    '{ "notify": { "__proto__": { "polluted": "yes" } } }',
  ]
  try {
    for (const options of hidden) {
      const settings = newSettings()
      const parsed = parseOrder(orderWith({ options: JSON.parse(options) }), settings)
      const given = `polluted, after an order with options: ${options}`
      expect(Reflect.get({}, 'polluted'), `({}).${given}`).toBeUndefined()
      expect(Reflect.get(settings.notify, 'polluted'), `settings.notify.${given}`).toBeUndefined()
      const value = parsed.ok ? parsed.value.options : {}
      expect(Reflect.get(value, 'polluted'), `value.options.${given}`).toBeUndefined()
      const notify = parsed.ok ? parsed.value.options.notify : {}
      expect(Reflect.get(notify, 'polluted'), `value.options.notify.${given}`).toBeUndefined()
    }
  } finally {
    Reflect.deleteProperty(Object.prototype, 'polluted')
  }
})

check('lays the options over the settings, and leaves the settings alone', { read: 'merging' }, () => {
  const settings = newSettings()
  const optionsOf = (options: unknown) => {
    const parsed = parseOrder(orderWith({ options }), settings)
    return parsed.ok ? parsed.value.options : parsed
  }
  const given = 'over settings { giftWrap: true, notify: { email: true, sms: false } }'
  expect(optionsOf({ giftWrap: false }), `options { giftWrap: false } ${given}`).toEqual({
    giftWrap: false,
    notify: { email: true, sms: false },
  })
  expect(optionsOf({ notify: { sms: true } }), `options { notify: { sms: true } } ${given}`).toEqual({
    giftWrap: true,
    notify: { email: true, sms: true },
  })
  const untouched = optionsOf({})
  expect(untouched, `options {} ${given}`).toEqual(newSettings())
  if ('notify' in untouched) untouched.notify.sms = true
  expect(settings, 'the settings after three orders, one of which was changed afterwards').toEqual(newSettings())
})

check('keeps to the limits', { read: 'limits' }, () => {
  const items = (count: number) => ({ items: Array.from({ length: count }, () => ITEM) })
  expect(pathsIn(items(0)), 'the paths of the errors for an order with no items').toEqual(['items'])
  expect(pathsIn(items(101)), 'the same with 101 items').toEqual(['items'])
  expect(pathsIn(items(100)), 'the same with 100 items').toBe('accepted')
  expect(pathsIn({ note: 'x'.repeat(501) }), 'the same with a note of 501 characters').toEqual(['note'])
  expect(pathsIn({ note: `  ${'x'.repeat(500)}  ` }), 'the same with a note of 500 and spaces around it').toBe(
    'accepted',
  )
  const contact = { email: 'a@b.example', name: 'x'.repeat(101) }
  expect(pathsIn({ contact }), 'the same with a name of 101 characters').toEqual(['contact.name'])
  const email = `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(20)}.example`
  expect(pathsIn({ contact: { email } }), `the same with an email of ${email.length} characters`).toEqual([
    'contact.email',
  ])
  const nonsense = Array.from({ length: 90 }, () => ({ productId: 'no', quantity: 0 }))
  const parsed = parseOrder(orderWith({ items: nonsense }), newSettings())
  expect(
    parsed.ok ? 0 : parsed.errors.length,
    'errors reported for 90 items in which all is wrong',
  ).toBeLessThanOrEqual(50)
})

check('takes only days that the calendar has', { read: 'schemas' }, () => {
  const parse = (deliverOn: string) => parseOrder(orderWith({ deliverOn }), newSettings())
  const wrong = [
    '2026-02-30',
    '2023-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-3-1',
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
    { urgent: 'yes' },
    { urgent: '' },
    { urgent: '1' },
    { limit: ['5', '6'] },
    { limit: ['5'] },
    { sort: ['total', '-total'] },
  ]
  const accepted = acceptedOf(wrong, (fields) => parseOrderQuery(queryOf(fields)))
  expect(accepted, 'the queries it takes, of twelve in which a word is wrong or comes too often').toEqual([])
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

function show(value: unknown): string {
  return JSON.stringify(value) ?? 'undefined'
}
