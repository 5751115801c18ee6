import { Decimal128 } from 'bson'

/** coefficient × 10^exponent, exactly. */
export interface Exact {
  coefficient: bigint
  exponent: number
}

const DIGITS = 34

/** Undefined for NaN and the infinities. */
export function exactOfString(text: string): Exact | undefined {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text)
  if (!match) return undefined
  const [, sign = '', whole = '', fraction = '', power = '0'] = match
  const coefficient = BigInt(whole + fraction)
  return { coefficient: sign === '-' ? -coefficient : coefficient, exponent: Number(power) - fraction.length }
}

/** The number that a double really is: 0.1 has 55 digits. */
export function exactOfDouble(value: number): Exact | undefined {
  if (!Number.isFinite(value)) return undefined
  let [mantissa, power] = [value, 0]
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2
    power++
  }
  return { coefficient: BigInt(mantissa) * 5n ** BigInt(power), exponent: -power }
}

export function compareExact(a: Exact, b: Exact): number {
  const [x, y] = aligned(a, b)
  return x < y ? -1 : x > y ? 1 : 0
}

export function addExact(a: Exact, b: Exact): Exact {
  const [x, y] = aligned(a, b)
  return { coefficient: x + y, exponent: Math.min(a.exponent, b.exponent) }
}

export function multiplyExact(a: Exact, b: Exact): Exact {
  return { coefficient: a.coefficient * b.coefficient, exponent: a.exponent + b.exponent }
}

/** To 34 digits. The divisor must not be 0. */
export function divideExact(a: Exact, b: Exact): Exact {
  const shift = DIGITS + 2 + digits(b.coefficient)
  const scaled = (a.coefficient * 10n ** BigInt(shift)) / b.coefficient
  let [coefficient, exponent] = [scaled, a.exponent - b.exponent - shift]
  const wanted = Math.min(0, a.exponent - b.exponent)
  while (exponent < wanted && coefficient % 10n === 0n) {
    coefficient /= 10n
    exponent++
  }
  return { coefficient, exponent }
}

/** Rounded half to even to the 34 digits that a Decimal128 holds. */
export function toDecimal({ coefficient, exponent }: Exact): Decimal128 {
  const extra = digits(coefficient) - DIGITS
  if (extra <= 0) return Decimal128.fromString(`${coefficient}E${exponent}`)
  return Decimal128.fromString(`${divideHalfEven(coefficient, 10n ** BigInt(extra))}E${exponent + extra}`)
}

/** To exactly so many places after the point; one that has fewer gets zeros, as far as 34 digits hold them. */
export function quantizeExact(value: Exact, places: number, how: 'even' | 'zero' | 'up' | 'down'): Exact {
  const extra = -value.exponent - places
  if (extra <= 0) {
    const zeros = Math.min(-extra, Math.max(0, DIGITS - digits(value.coefficient)))
    return { coefficient: value.coefficient * 10n ** BigInt(zeros), exponent: value.exponent - zeros }
  }
  const unit = 10n ** BigInt(extra)
  const cut = value.coefficient / unit
  const rest = value.coefficient % unit
  const exponent = -places
  if (how === 'even') return { coefficient: divideHalfEven(value.coefficient, unit), exponent }
  if (how === 'up' && rest > 0n) return { coefficient: cut + 1n, exponent }
  if (how === 'down' && rest < 0n) return { coefficient: cut - 1n, exponent }
  return { coefficient: cut, exponent }
}

/** What is left of `a` when `b` has been taken from it as often as it goes; it has the sign of `a`. */
export function remainderExact(a: Exact, b: Exact): Exact {
  const [x, y] = aligned(a, b)
  return { coefficient: x % y, exponent: Math.min(a.exponent, b.exponent) }
}

function divideHalfEven(value: bigint, unit: bigint): bigint {
  const sign = value < 0n ? -1n : 1n
  const size = value * sign
  const [quotient, rest] = [size / unit, (size % unit) * 2n]
  const up = rest > unit || (rest === unit && quotient % 2n === 1n)
  return sign * (up ? quotient + 1n : quotient)
}

function aligned(a: Exact, b: Exact): [bigint, bigint] {
  const exponent = Math.min(a.exponent, b.exponent)
  return [a.coefficient * 10n ** BigInt(a.exponent - exponent), b.coefficient * 10n ** BigInt(b.exponent - exponent)]
}

export function digits(value: bigint): number {
  return (value < 0n ? -value : value).toString().length
}
