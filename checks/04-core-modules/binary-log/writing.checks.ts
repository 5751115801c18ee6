import { check, expect } from 'backend-workbook/check'
import { encodeRecord, MAX_BYTES } from '../../../exercises/04-core-modules/binary-log.ts'
import { record } from './records.ts'

check('writes the length, the checksum and the text', { read: 'binary-log' }, () => {
  for (const text of ['hello', 'x'.repeat(70_000), '']) {
    const shown = text.length > 10 ? `'x'.repeat(${text.length})` : `'${text}'`
    const bytes = Buffer.from(encodeRecord(text))
    expect(bytes.subarray(0, 13).toString('hex'), `the first 13 bytes of encodeRecord(${shown})`).toBe(
      record(text).subarray(0, 13).toString('hex'),
    )
    expect(bytes.length, `the length of encodeRecord(${shown})`).toBe(8 + text.length)
  }
})

check('counts bytes and not characters when it writes', { read: 'buffers' }, () => {
  for (const text of ['é', 'naïve café', '5 €', 'clef: 𝄞']) {
    const bytes = encodeRecord(text)
    expect(Buffer.from(bytes).toString('hex'), `encodeRecord('${text}')`).toBe(record(text).toString('hex'))
  }
})

check('throws a RangeError for a text of more than MAX_BYTES bytes', { read: 'buffers' }, () => {
  expect(encodeRecord('x'.repeat(MAX_BYTES)).length, "the length of encodeRecord('x'.repeat(MAX_BYTES))").toBe(
    MAX_BYTES + 8,
  )
  for (const letter of ['x', 'é']) {
    const count = letter === 'x' ? MAX_BYTES + 1 : MAX_BYTES / 2 + 1
    expect(() => encodeRecord(letter.repeat(count)), `encodeRecord('${letter}'.repeat(${count}))`).toThrow(RangeError)
  }
})
