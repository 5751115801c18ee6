import { check, expect } from 'backend-workbook/check'
import { parseOrder } from '../../../exercises/11-errors-and-validation/validate-orders.ts'
import { ITEM, newSettings, orderWith } from '../orders.ts'
import { pathsIn } from './paths.ts'

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
  const more = { ...newSettings(), theme: 'dark', notify: { ...newSettings().notify, pigeon: true } }
  const parsed = parseOrder(orderWith({ options: { giftWrap: false } }), more)
  expect(
    parsed.ok && parsed.value.options,
    'options { giftWrap: false } over settings with fields of other things too',
  ).toEqual({ giftWrap: false, notify: { email: true, sms: false } })
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
  const longName = { email: 'a@b.example', name: ` ${'x'.repeat(100)} ` }
  expect(pathsIn({ contact: longName }), 'the same with a name of 100 and spaces around it').toBe('accepted')
  const longest = `a@${[63, 63, 63, 52].map((count) => 'b'.repeat(count)).join('.')}.example`
  expect(pathsIn({ contact: { email: `  ${longest}\n` } }), 'the same with an email of 254 and spaces around it').toBe(
    'accepted',
  )
  const email = `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(20)}.example`
  expect(pathsIn({ contact: { email } }), `the same with an email of ${email.length} characters`).toEqual([
    'contact.email',
  ])
  const nonsense = Array.from({ length: 90 }, () => ({ productId: 'no', quantity: 0 }))
  const parsed = parseOrder(orderWith({ items: nonsense }), newSettings())
  expect(parsed.ok ? 0 : parsed.errors.length, 'errors reported for 90 items in which all is wrong').toBe(50)
  const unknown = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`field${n}`, n]))
  for (const count of [50, 51, 200]) {
    const refused = parseOrder(orderWith(unknown(count)), newSettings())
    const reported = refused.ok ? 0 : refused.errors.length
    expect(reported, `errors reported for an order with ${count} fields that there are not`).toBe(50)
  }
})
