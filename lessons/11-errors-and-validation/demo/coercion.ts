// What five ways to read a number make of what a query may hold. The last column is what one would want.
// Look for: the rows in which the other columns have a number that nobody has written.
import { inspect } from 'node:util'
import { z } from 'zod'

const digits = z
  .string()
  .regex(/^\d{1,10}$/)
  .transform(Number)

const inputs: unknown[] = ['5', '5 apples', '', ' ', '0x10', '1e3', '-1000', 'Infinity', 'NaN', ['5'], null, true]

const ways: Record<string, (input: unknown) => unknown> = {
  Number: (input) => Number(input),
  parseInt: (input) => Number.parseInt(String(input), 10),
  '~~': (input) => ~~(input as number),
  'z.coerce': (input) => z.coerce.number().safeParse(input).data ?? 'refused',
  digits: (input) => digits.safeParse(input).data ?? 'refused',
}

console.log('input'.padEnd(12), ...Object.keys(ways).map((name) => name.padEnd(10)))
for (const input of inputs) {
  console.log(inspect(input).padEnd(12), ...Object.values(ways).map((way) => String(way(input)).padEnd(10)))
}

console.log('\nAnd booleans: what "false" becomes')
console.log('  Boolean("false")          ', Boolean('false'))
console.log('  z.coerce.boolean()        ', z.coerce.boolean().parse('false'))
console.log('  z.stringbool()            ', z.stringbool().parse('false'))
console.log('\nJSON has numbers of its own, and one surprise:')
console.log('  JSON.parse("1e999")       ', JSON.parse('1e999'))
