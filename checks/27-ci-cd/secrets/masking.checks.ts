import { check, expect } from 'backend-workbook/check'
import { createMasker } from '../../../exercises/27-ci-cd/secrets.ts'

function masked(secrets: string[], chunks: string[]): string {
  const masker = createMasker(secrets)
  return chunks.map((chunk) => masker.write(chunk)).join('') + masker.end()
}

/** In two pieces at each place, in three at each pair of places that lie close, and one character at a time. */
function cuts(text: string): string[][] {
  const two = Array.from({ length: text.length + 1 }, (_, at) => [text.slice(0, at), text.slice(at)])
  const three = Array.from({ length: text.length }, (_, at) => [
    text.slice(0, at),
    text.slice(at, at + 3),
    text.slice(at + 3),
  ])
  return [...two, ...three, [...text]]
}

check('it masks each secret, wherever it stands', { read: 'masking' }, () => {
  const secrets = ['s3cr3t/x', 'm.ll*(']
  expect(masked(secrets, ['a s3cr3t/x b\n']), "createMasker(['s3cr3t/x', 'm.ll*(']), 'a s3cr3t/x b\\n'").toBe(
    'a *** b\n',
  )
  expect(masked(secrets, ['s3cr3t/xs3cr3t/x,m.ll*(']), "'s3cr3t/xs3cr3t/x,m.ll*('").toBe('******,***')
  expect(masked(secrets, ['mill*( S3CR3T/X $&']), "'mill*( S3CR3T/X $&', which holds neither").toBe(
    'mill*( S3CR3T/X $&',
  )
  expect(masked(['', 's3cr3t'], ['to s3cr3t\n']), "createMasker(['', 's3cr3t']), 'to s3cr3t\\n'").toBe('to ***\n')
  expect(masked([], ['to the mill\n']), 'createMasker([])').toBe('to the mill\n')
})

check('it masks the encoded forms of a secret', { read: 'masking' }, () => {
  for (const secret of ['s3cr3t of the mill?', 'Grüße/7~~~>>>', 'four', 'fives', 'sixsix', 'mill?>>~k', '~~?>~~>a']) {
    const base64 = Buffer.from(secret, 'utf8').toString('base64')
    const url = Buffer.from(secret, 'utf8').toString('base64url')
    const bare = base64.replace(/=+$/, '')
    const padding = base64.slice(bare.length)
    for (const form of new Set([encodeURIComponent(secret), base64, bare, url, url + padding])) {
      expect(masked([secret], [`form ${form};`]), `createMasker(['${secret}']), 'form ${form};'`).toBe('form ***;')
    }
  }
})

check('it finds a secret that the pieces cut', { read: 'masking' }, () => {
  const secret = 's3cr3t of the mill?'
  const text = `a ${secret} b ${encodeURIComponent(secret)} ${Buffer.from(secret).toString('base64')} s3cr3`
  for (const chunks of cuts(text))
    expect(masked([secret], chunks), JSON.stringify(chunks)).toBe('a *** b *** *** s3cr3')
  expect(masked(['aab'], ['aa', 'ab']), "createMasker(['aab']), 'aa', 'ab'").toBe('a***')
})

check('where several begin, the longest is masked', { read: 'masking' }, () => {
  const text = 'mill-key mill mill-ke'
  for (const secrets of [
    ['mill', 'mill-key'],
    ['mill-key', 'mill'],
  ]) {
    for (const chunks of cuts(text)) {
      expect(masked(secrets, chunks), `createMasker(${JSON.stringify(secrets)}), ${JSON.stringify(chunks)}`).toBe(
        '*** *** ***-ke',
      )
    }
  }
  for (const chunks of cuts('abcdef'))
    expect(masked(['abcd', 'cdef'], chunks), `createMasker(['abcd', 'cdef']), ${JSON.stringify(chunks)}`).toBe('***ef')
  expect(masked(['*', 'mill'], ['mill*']), "createMasker(['*', 'mill']), 'mill*'").toBe('******')
})

check('it holds nothing back without need', { read: 'masking' }, () => {
  const masker = createMasker(['mill-key', 'mi'])
  const given = ['to the mil', 'l\n', 'mill-k', 'ey', ' at once\n', 'm'].map((chunk) => masker.write(chunk))
  expect(
    given,
    "createMasker(['mill-key', 'mi']): what write gives for 'to the mil', 'l\\n', 'mill-k', 'ey', ' at once\\n', 'm'",
  ).toEqual(['to the ', '***ll\n', '', '***', ' at once\n', ''])
  expect(masker.end(), 'and end()').toBe('m')
})
