import { check, expect } from 'backend-workbook/check'
import { convert } from './converting.ts'

check('gives each record as a line of JSON with the keys of the header', { read: 'csv-to-ndjson' }, async () => {
  const csv = 'id,name\n1,Ada\n2,Grace\n'
  expect(await convert(csv), JSON.stringify(csv)).toEqual([
    { id: '1', name: 'Ada' },
    { id: '2', name: 'Grace' },
  ])
  // Compared as text: to an object literal, this name means something else.
  const odd = await convert('__proto__,constructor\n1,2\n')
  expect(JSON.stringify(odd), JSON.stringify('__proto__,constructor\n1,2\n')).toBe(
    '[{"__proto__":"1","constructor":"2"}]',
  )
  expect(await convert('id,name\n'), JSON.stringify('id,name\n')).toEqual([])
  expect(await convert(), 'no input at all').toEqual([])
})

check('takes commas and doubled quotes inside quotes as text', { read: 'csv-to-ndjson' }, async () => {
  for (const [csv, expected] of [
    ['id,note\n1,"red, green"\n', { id: '1', note: 'red, green' }],
    ['id,note\n1,"said ""no"""\n', { id: '1', note: 'said "no"' }],
    ['id,note\n"1",""""\n', { id: '1', note: '"' }],
    ['id,note\n1,5" pipe\n', { id: '1', note: '5" pipe' }],
  ] as const) {
    expect(await convert(csv), JSON.stringify(csv)).toEqual([expected])
  }
})

check('takes line breaks inside quotes as text', { read: 'csv-to-ndjson' }, async () => {
  const csv = 'id,note\n1,"first\nsecond\r\n\nfourth"\n2,plain\n'
  expect(await convert(csv), JSON.stringify(csv)).toEqual([
    { id: '1', note: 'first\nsecond\r\n\nfourth' },
    { id: '2', note: 'plain' },
  ])
})

check('takes CRLF and LF as the end of a record', { read: 'csv-to-ndjson' }, async () => {
  const csv = 'id,name\r\n1,Ada\r\n2,"Grace"\r\n3,Joan\n4,\r\n'
  expect(await convert(csv), JSON.stringify(csv)).toEqual([
    { id: '1', name: 'Ada' },
    { id: '2', name: 'Grace' },
    { id: '3', name: 'Joan' },
    { id: '4', name: '' },
  ])
})

check('gives the last record though no line break follows it', { read: 'transform' }, async () => {
  for (const [csv, name] of [
    ['id,name\n1,Ada', 'Ada'],
    ['id,name\n1,"Ada"', 'Ada'],
    ['id,name\n1,', ''],
  ] as const) {
    expect(await convert(csv), JSON.stringify(csv)).toEqual([{ id: '1', name }])
  }
  expect(await convert('name\nAda'), JSON.stringify('name\nAda')).toEqual([{ name: 'Ada' }])
  expect(await convert('name\n""'), JSON.stringify('name\n""')).toEqual([{ name: '' }])
})

check('keeps empty fields and spaces', { read: 'csv-to-ndjson' }, async () => {
  const csv = 'a,b,c\n,,\n" x ", y ,"\r"\n'
  expect(await convert(csv), JSON.stringify(csv)).toEqual([
    { a: '', b: '', c: '' },
    { a: ' x ', b: ' y ', c: '\r' },
  ])
  expect(await convert(' a \n  \nx;y\n'), JSON.stringify(' a \n  \nx;y\n')).toEqual([{ ' a ': '  ' }, { ' a ': 'x;y' }])
})

check('skips a byte order mark and empty lines', { read: 'csv-to-ndjson' }, async () => {
  const csv = '\uFEFFid\n1\n\n2\n\n\n""\n\n'
  expect(await convert(csv), JSON.stringify(csv)).toEqual([{ id: '1' }, { id: '2' }, { id: '' }])
  const marked = 'id\n\uFEFF1\n'
  expect(await convert(marked), "'id\\n\\uFEFF1\\n', where the mark is not at the very beginning").toEqual([
    { id: '\uFEFF1' },
  ])
})
