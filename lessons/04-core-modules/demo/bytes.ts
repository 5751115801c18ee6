// Characters, bytes and what lies between. Look for: three different "lengths" of one word, what a cut through a
// character leaves, which encodings lose something, and how Buffer.from treats what is no base64.
import { StringDecoder } from 'node:string_decoder'

console.log('text        .length  characters  bytes in UTF-8')
for (const text of ['cafe', 'café', 'cafe\u0301', '5 €', '𝄞']) {
  const characters = [...new Intl.Segmenter('en').segment(text)].length
  const bytes = Buffer.from(text)
  console.log(
    `${text.padEnd(12 + text.length - characters)}${String(text.length).padEnd(9)}${String(characters).padEnd(12)}` +
      `${bytes.length}: ${bytes.toString('hex').replace(/../g, '$& ')}`,
  )
}

const bytes = Buffer.from('5 €')
const [left, right] = [bytes.subarray(0, 3), bytes.subarray(3)]
console.log(`\n'5 €' cut at byte 3, each half turned into a string:  ${left.toString()} + ${right.toString()}`)
console.log(`both halves put together first:                       ${Buffer.concat([left, right])}`)
const decoder = new StringDecoder('utf8')
console.log(`a StringDecoder, which keeps what is not whole yet:    ${decoder.write(left)}${decoder.write(right)}`)

console.log('\n6 bytes through an encoding and back:')
const data = Buffer.from([0x00, 0x7f, 0x80, 0xc3, 0xa9, 0xff])
for (const encoding of ['hex', 'base64', 'base64url', 'latin1', 'utf8', 'ascii'] as const) {
  const back = Buffer.from(data.toString(encoding), encoding)
  const verdict = back.equals(data) ? 'the same' : `LOST: ${back.toString('hex')}`
  console.log(`  ${encoding.padEnd(10)} ${JSON.stringify(data.toString(encoding)).padEnd(38)} ${verdict}`)
}

console.log('\nBuffer.from never complains:')
for (const text of ['aGk=', 'aGk', '!!!!', 'zz']) {
  const encoding = text === 'zz' ? 'hex' : 'base64'
  console.log(`  Buffer.from('${text}', '${encoding}') has ${Buffer.from(text, encoding).length} bytes`)
}

const whole = Buffer.from('shared')
whole.subarray(0, 1).write('S')
console.log(`\nsubarray is a view: after writing to it, the whole is '${whole}'`)
console.log(`1 in 4 bytes: ${numberBytes('writeUInt32BE')} big-endian, ${numberBytes('writeUInt32LE')} little-endian`)

function numberBytes(write: 'writeUInt32BE' | 'writeUInt32LE'): string {
  const buffer = Buffer.alloc(4)
  buffer[write](1)
  return buffer.toString('hex')
}
