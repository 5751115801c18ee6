// A shallow copy that lets one customer change what the next one gets.
//
// What to look for: nothing in `settingsFor` assigns to DEFAULTS, and yet DEFAULTS changes. The spread copies one level:
// the two objects are different, the `limits` inside them is the same object under two names.

const DEFAULTS = { currency: 'EUR', limits: { perOrder: 100, countries: ['DE', 'FR'] } }
type Settings = typeof DEFAULTS

console.log('With a spread')
serve((defaults) => ({ ...defaults }))

console.log('\nWith a copy all the way down')
serve((defaults) => structuredClone(defaults))

console.log('\nWhat structuredClone does not bring along')
class Price {
  cents = 1999
  get euros() {
    return this.cents / 100
  }
}
const tag = Symbol('tag')
const copy = structuredClone({
  price: new Price(),
  [tag]: 'secret',
  get now() {
    return 'computed once'
  },
})
console.log(`  instanceof Price     ${copy.price instanceof Price}`)
console.log(`  price.euros          ${copy.price.euros}`)
console.log(`  symbol keys          ${Object.getOwnPropertySymbols(copy).length}`)
console.log(`  the getter became    ${JSON.stringify(Object.getOwnPropertyDescriptor(copy, 'now')?.value)}`)
const sticky = /a/g
sticky.lastIndex = 7
console.log(`  lastIndex 7 became   ${structuredClone(sticky).lastIndex}`)
try {
  structuredClone({ onSale: () => true })
} catch (error) {
  console.log(`  a function inside    ${(error as Error).name}`)
}

/** Two requests in a row: the first customer is allowed more, and the second should get the defaults. */
function serve(copyOf: (defaults: Settings) => Settings): void {
  const defaults = structuredClone(DEFAULTS)
  const vip = copyOf(defaults)
  vip.currency = 'USD'
  vip.limits.perOrder = 10_000
  vip.limits.countries.push('US')
  const next = copyOf(defaults)
  console.log(`  vip === defaults                ${vip === defaults}`)
  console.log(`  vip.limits === defaults.limits  ${vip.limits === defaults.limits}`)
  console.log(`  next.limits  ${JSON.stringify(next.limits)}`)
}
