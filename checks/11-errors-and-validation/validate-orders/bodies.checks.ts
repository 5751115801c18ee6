import { check, expect } from 'backend-workbook/check'
import { parseOrder } from '../../../exercises/11-errors-and-validation/validate-orders.ts'
import { acceptedOf, ITEM, newSettings, orderWith, pathsOf } from '../orders.ts'
import { pathsIn, show } from './paths.ts'

check('gives a right order back, complete and tidied up', { read: 'validate-orders' }, () => {
  const plain = parseOrder(orderWith(), newSettings())
  expect(plain, 'an order without a note, without options').toEqual({
    ok: true,
    value: { ...orderWith(), options: newSettings() },
  })
  const untidyBody = () =>
    orderWith({
      items: [ITEM, { productId: 'prd_zzzzzzzz', quantity: 1000 }],
      contact: { email: '  Buyer@NorthMill.example ', name: ' Ada ' },
      note: '\n ring twice  ',
    })
  const body = untidyBody()
  const untidy = parseOrder(body, newSettings())
  expect(untidy, 'an order with spaces around its email, name and note').toEqual({
    ok: true,
    value: {
      ...orderWith({ items: [ITEM, { productId: 'prd_zzzzzzzz', quantity: 1000 }] }),
      contact: { email: 'buyer@northmill.example', name: 'Ada' },
      note: 'ring twice',
      options: newSettings(),
    },
  })
  const empty = parseOrder(orderWith({ contact: { email: 'a@b.example', name: '  ' }, note: '' }), newSettings())
  expect(empty, "an order with contact.name '  ' and note ''").toMatchObject({
    value: { contact: { name: '' }, note: '' },
  })
  // What is done to the value must not reach the body.
  if (untidy.ok) for (const item of untidy.value.items) item.quantity = 7
  expect(body, 'the body, after the order that was made of it has been changed').toEqual(untidyBody())
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
    [{ retailerId: 'ret_4F9K2M7Q' }, 'retailerId'],
    [{ retailerId: 'RET_4f9k2m7q' }, 'retailerId'],
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
  expect(
    pathsIn({ isAdmin: true, discount: 100 }),
    'the paths of the errors for two fields that there are not',
  ).toEqual(['discount', 'isAdmin'])
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
    [{ options: { notify: null } }, 'options.notify'],
    [{ options: null }, 'options'],
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
