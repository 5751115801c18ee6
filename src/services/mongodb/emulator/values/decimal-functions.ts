import { Decimal128 } from 'bson'
import { digits, type Exact, exactOfString, toDecimal } from './decimal.ts'

/** Digits after the point while computing: 34 that count, and what rounding and long sums take. */
const PLACES = 60
export const ONE = 10n ** BigInt(PLACES)

/** Numbers here are whole multiples of 10^-60. */
export type Fixed = bigint

export function times(a: Fixed, b: Fixed): Fixed {
  return (a * b) / ONE
}

export function toFixed({ coefficient, exponent }: Exact): Fixed {
  const shift = exponent + PLACES
  return shift >= 0 ? coefficient * 10n ** BigInt(shift) : coefficient / 10n ** BigInt(-shift)
}

export function fromFixed(value: Fixed, exponent = 0): Exact {
  return { coefficient: value, exponent: exponent - PLACES }
}

/** To 34 digits, without the zeros that the way of computing has left. */
export function rounded(value: Exact): Decimal128 {
  let { coefficient, exponent } = value
  if (coefficient === 0n) return Decimal128.fromString('0')
  const result = exactOfString(toDecimal({ coefficient, exponent }).toString()) ?? value
  ;({ coefficient, exponent } = result)
  while (coefficient % 10n === 0n && exponent < 0) {
    coefficient /= 10n
    exponent++
  }
  return toDecimal({ coefficient, exponent })
}

export function rootOfWhole(value: bigint): bigint {
  if (value < 2n) return value
  let guess = 1n << BigInt((value.toString(2).length + 1) >> 1)
  for (;;) {
    const next = (guess + value / guess) >> 1n
    if (next >= guess) return guess
    guess = next
  }
}

/** Of a value that is not below 0. */
export function decimalSqrt({ coefficient, exponent }: Exact): Decimal128 {
  const shift = 2 * PLACES + (exponent % 2 === 0 ? 0 : 1)
  const root = rootOfWhole(coefficient * 10n ** BigInt(shift))
  return rounded({ coefficient: root, exponent: (exponent - shift) / 2 })
}

/** 2 · (y + y³/3 + y⁵/5 + …) with y = (x − 1) / (x + 1), for x near 1. */
function lnNearOne(x: Fixed): Fixed {
  const y = ((x - ONE) * ONE) / (x + ONE)
  const square = times(y, y)
  let [power, sum] = [y, 0n]
  for (let n = 1n; power !== 0n; n += 2n) {
    sum += power / n
    power = times(power, square)
  }
  return sum * 2n
}

const LN10 = lnNearOne(ONE * 10n)

/** The logarithm of coefficient · 10^exponent: the power of ten apart, and four square roots towards 1. */
export function lnFixed({ coefficient, exponent }: Exact): Fixed {
  const shift = digits(coefficient) - 1
  let x = toFixed({ coefficient, exponent: -shift })
  for (let i = 0; i < 4; i++) x = rootOfWhole(x * ONE)
  return lnNearOne(x) * 16n + BigInt(exponent + shift) * LN10
}

/** Of a value above 0. */
export function decimalLn(value: Exact): Decimal128 {
  return rounded(fromFixed(lnFixed(value)))
}

export function decimalLog(value: Exact, base: Exact): Decimal128 {
  return rounded(fromFixed((lnFixed(value) * ONE) / lnFixed(base)))
}

/** e^x = 10^k · e^r, with r small, halved until the series is short. */
export function expExact(x: Fixed): Exact {
  const power = x / LN10
  let term = ONE
  const rest = (x - power * LN10) / 256n
  let sum = ONE
  for (let n = 1n; term !== 0n; n++) {
    term = times(term, rest) / n
    sum += term
  }
  for (let i = 0; i < 8; i++) sum = times(sum, sum)
  return fromFixed(sum, Number(power))
}

export function decimalExp(value: Exact): Decimal128 {
  return bounded(value, () => rounded(expExact(toFixed(value))))
}

/** Beyond ±15,000 the result is out of the range of a Decimal128. */
function bounded(value: Exact, compute: () => Decimal128): Decimal128 {
  const size = digits(value.coefficient) + value.exponent
  if (size > 6 || (size > 4 && Math.abs(Number(`${value.coefficient}e${value.exponent}`)) > 15_000)) {
    return Decimal128.fromString(value.coefficient < 0n ? '0' : 'Infinity')
  }
  return compute()
}

export function decimalPow(base: Exact, power: Exact): Decimal128 {
  const whole = wholeOf(power)
  if (whole !== undefined && whole >= 0n && whole <= 1000n && digits(base.coefficient) * Number(whole) < 20_000) {
    return toDecimal({ coefficient: base.coefficient ** whole, exponent: base.exponent * Number(whole) })
  }
  if (base.coefficient === 0n) return Decimal128.fromString('0')
  if (base.coefficient < 0n && whole === undefined) return Decimal128.fromString('NaN')
  const sign = base.coefficient < 0n && (whole ?? 0n) % 2n !== 0n ? -1n : 1n
  const size = { coefficient: base.coefficient < 0n ? -base.coefficient : base.coefficient, exponent: base.exponent }
  const exponent = fromFixed(times(lnFixed(size), toFixed(power)))
  const result = exactOfString(bounded(exponent, () => rounded(expExact(toFixed(exponent)))).toString())
  if (!result) return Decimal128.fromString(sign < 0n ? '-Infinity' : 'Infinity')
  return toDecimal({ coefficient: result.coefficient * sign, exponent: result.exponent })
}

function wholeOf({ coefficient, exponent }: Exact): bigint | undefined {
  if (exponent >= 0) return exponent < 10 ? coefficient * 10n ** BigInt(exponent) : undefined
  const unit = 10n ** BigInt(-exponent)
  return coefficient % unit === 0n ? coefficient / unit : undefined
}
