import { Decimal128 } from 'bson'
import type { Exact } from './decimal.ts'
import {
  expExact,
  type Fixed,
  fromFixed,
  lnFixed,
  ONE,
  rootOfWhole,
  rounded,
  times,
  toFixed,
} from './decimal-functions.ts'

/** arctan(1/n), for Machin's formula. */
function arctanOfInverse(n: bigint): Fixed {
  let [power, sum] = [ONE / n, 0n]
  for (let i = 0n; power !== 0n; i++) {
    sum += (i % 2n === 0n ? power : -power) / (2n * i + 1n)
    power /= n * n
  }
  return sum
}

const PI = 4n * (4n * arctanOfInverse(5n) - arctanOfInverse(239n))

function sinFixed(value: Fixed): Fixed {
  const x = value % (2n * PI)
  const square = times(x, x)
  let [term, sum] = [x, 0n]
  for (let n = 1n; term !== 0n; n += 2n) {
    sum += term
    term = -times(term, square) / ((n + 1n) * (n + 2n))
  }
  return sum
}

function atanFixed(value: Fixed): Fixed {
  if (value < 0n) return -atanFixed(-value)
  if (value > ONE) return PI / 2n - atanFixed((ONE * ONE) / value)
  // Three times halved: atan x = 2 · atan(x / (1 + √(1 + x²))).
  let x = value
  for (let i = 0; i < 3; i++) x = (x * ONE) / (ONE + rootOfWhole((ONE + times(x, x)) * ONE))
  const square = times(x, x)
  let [power, sum] = [x, 0n]
  for (let n = 1n; power !== 0n; n += 2n) {
    sum += power / n
    power = -times(power, square)
  }
  return sum * 8n
}

function asinFixed(x: Fixed): Fixed {
  const rest = rootOfWhole((ONE - times(x, x)) * ONE)
  if (rest === 0n) return x < 0n ? -PI / 2n : PI / 2n
  return atanFixed((x * ONE) / rest)
}

function expFixed(x: Fixed): Fixed {
  return toFixed(expExact(x))
}

function lnOf(x: Fixed): Fixed {
  return lnFixed(fromFixed(x))
}

const FUNCTIONS: Record<string, (x: Fixed) => Fixed> = {
  $sin: sinFixed,
  $cos: (x) => sinFixed(x + PI / 2n),
  $tan: (x) => (sinFixed(x) * ONE) / sinFixed(x + PI / 2n),
  $asin: asinFixed,
  $acos: (x) => PI / 2n - asinFixed(x),
  $atan: atanFixed,
  $sinh: (x) => (expFixed(x) - expFixed(-x)) / 2n,
  $cosh: (x) => (expFixed(x) + expFixed(-x)) / 2n,
  $tanh: (x) => ((expFixed(x) - expFixed(-x)) * ONE) / (expFixed(x) + expFixed(-x)),
  $asinh: (x) => lnOf(x + rootOfWhole((times(x, x) + ONE) * ONE)),
  $acosh: (x) => lnOf(x + rootOfWhole((times(x, x) - ONE) * ONE)),
  $atanh: (x) => lnOf(((ONE + x) * ONE) / (ONE - x)) / 2n,
  $degreesToRadians: (x) => (x * PI) / (180n * ONE),
  $radiansToDegrees: (x) => (x * 180n * ONE) / PI,
}

/** A trigonometric function of a decimal, to 34 digits where the result is not much smaller than 1. */
export function decimalTrigonometry(name: string, value: Exact): Decimal128 {
  const compute = FUNCTIONS[name]
  return compute ? rounded(fromFixed(compute(toFixed(value)))) : Decimal128.fromString('NaN')
}

export function decimalAtan2(y: Exact, x: Exact): Decimal128 {
  const [a, b] = [toFixed(y), toFixed(x)]
  if (b === 0n) return rounded(fromFixed(a === 0n ? 0n : a > 0n ? PI / 2n : -PI / 2n))
  const angle = atanFixed((a * ONE) / b)
  return rounded(fromFixed(b > 0n ? angle : a < 0n ? angle - PI : angle + PI))
}
