/** What a field may hold. Whole numbers of 32 bits are int32, other numbers are double; a bigint is an int64. */
export type Value =
  | number
  | bigint
  | string
  | boolean
  | null
  | undefined
  | Date
  | Uint8Array
  | ObjectId
  | Value[]
  | Document

export interface Document {
  [name: string]: Value
}

/** The twelve bytes of an ObjectId, as they are. How they are made is the next exercise. */
export class ObjectId {
  readonly bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }
}

/**
 * Writes a document as BSON, byte for byte as `serialize` of the bson package does.
 *
 * | value                         | type byte | bytes                                                            |
 * |-------------------------------|-----------|------------------------------------------------------------------|
 * | any other number, also -0     | 0x01      | double, 8 bytes                                                  |
 * | string                        | 0x02      | length in bytes with the end (int32), UTF-8, a zero byte         |
 * | document                      | 0x03      | a document                                                       |
 * | array                         | 0x04      | a document with the names '0', '1', …                            |
 * | Uint8Array                    | 0x05      | length (int32), subtype 0, the bytes                             |
 * | ObjectId                      | 0x07      | its 12 bytes                                                     |
 * | boolean                       | 0x08      | 0 or 1                                                           |
 * | Date                          | 0x09      | milliseconds since 1970, int64                                   |
 * | null                          | 0x0a      | nothing                                                          |
 * | whole number of 32 bits       | 0x10      | int32                                                            |
 * | bigint                        | 0x12      | int64                                                            |
 *
 * - A document is its length in bytes (int32; the length counts itself and the end), its fields, and a zero byte.
 *   A field is the type byte, the name in UTF-8 with a zero byte behind it, and the bytes of the table.
 * - All numbers are little-endian. Fields keep their order. Inherited properties are no fields.
 * - A field that is undefined is left out. In an array, undefined and holes are written as null.
 * - It throws for what has no place in BSON, in an array too: functions, symbols, a bigint of more than 64 bits, a
 *   name with a zero character in it.
 *
 * @example
 * encode({ ok: true }) // 0a 00 00 00  08  6f 6b 00  01  00
 */
export function encode(document: Document): Uint8Array {
  return new Uint8Array()
}

/**
 * Reads a document that `encode`, or any MongoDB driver, has written with the types of the table.
 *
 * - An int64 becomes a bigint, subtypes of binary are ignored.
 * - Every field becomes a property of the document's own, whatever its name is; `__proto__` too.
 * - It throws when the bytes are damaged: cut off, followed by more, a length that cannot be, no zero byte at the end of a
 *   document or a string, a type that is not in the table. It never reads outside the bytes it was given.
 *
 * @example
 * decode(encode({ ok: true })) // { ok: true }
 */
export function decode(bytes: Uint8Array): Document {
  return {}
}
