import { Long } from 'bson'
import { double, isInt32, type Value } from './bson.ts'
import { addExact, type Exact, exactOfDouble, toDecimal } from './decimal.ts'
import { approximate, asDecimal, type BsonNumber, exact, integer, isNumeric, rankOf } from './numbers.ts'

/**
 * A running total as `$sum` keeps it: what doubles lose when they are added stands beside the sum, so that ten times
 * 0.1 is 1; ints and longs are added exactly; the result has the widest type that was met.
 */
export class Sum {
  /** How many numbers there were. */
  count = 0
  #ints = 0
  #longs = 0n
  #doubles = 0
  #lost = 0
  #decimals: Exact | undefined
  /** NaN or an infinity among the decimals. */
  #special: BsonNumber | undefined
  #rank: 'int' | 'long' | 'double' | 'decimal' = 'int'

  /** What is no number does not count. */
  add(value: Value): void {
    if (typeof value === 'number') this.#addPlain(value)
    else if (isNumeric(value)) this.#addBoxed(value)
  }

  #addPlain(value: number): void {
    this.count++
    if (!isInt32(value)) {
      this.#addDouble(value)
      return
    }
    this.#ints += value
    if (Number.isSafeInteger(this.#ints)) return
    this.#longs += BigInt(this.#ints - value) + BigInt(value)
    this.#ints = 0
  }

  #addBoxed(value: BsonNumber): void {
    this.count++
    const rank = rankOf(value)
    if (rank === 'double') this.#addDouble(approximate(value))
    else if (value instanceof Long) {
      this.#longs += value.toBigInt()
      if (this.#rank === 'int') this.#rank = 'long'
    } else {
      const number = exact(value)
      if (number) this.#decimals = this.#decimals ? addExact(this.#decimals, number) : number
      else this.#special ??= value
      this.#rank = 'decimal'
    }
  }

  #addDouble(value: number): void {
    if (this.#rank !== 'decimal') this.#rank = 'double'
    const next = this.#doubles + value
    this.#lost +=
      Math.abs(this.#doubles) >= Math.abs(value) ? this.#doubles - next + value : value - next + this.#doubles
    this.#doubles = next
  }

  get total(): BsonNumber {
    const whole = this.#longs + BigInt(this.#ints)
    if (this.#rank === 'int' || this.#rank === 'long') return integer(whole, this.#rank)
    if (this.#rank === 'double') return double(this.#double(whole))
    const doubles = Number.isFinite(this.#doubles) ? exactOfDouble(this.#double(0n)) : undefined
    if (this.#special) return this.#special
    if (!doubles) return asDecimal(double(this.#doubles))
    const rest = addExact(doubles, { coefficient: whole, exponent: 0 })
    return toDecimal(this.#decimals ? addExact(this.#decimals, rest) : rest)
  }

  #double(whole: bigint): number {
    if (!Number.isFinite(this.#doubles)) return this.#doubles
    if (whole === 0n) return this.#doubles + this.#lost
    const sum = new Sum()
    sum.#addDouble(this.#doubles)
    sum.#addDouble(Number(whole))
    return sum.#doubles + (sum.#lost + this.#lost)
  }
}
