import { check, expect } from 'backend-workbook/check'
import { JPEG, pdf, png, REFUSED, WEBP } from '../samples.ts'
import { file, text } from './client.ts'
import { formName, serving } from './market.ts'

check('stores documents and pictures, and answers with what they are', { read: 'real-type' }, async () => {
  await serving(async ({ store, rows }) => {
    const kinds = [
      { name: 'licence.pdf', type: 'application/pdf', bytes: pdf() },
      { name: 'front.png', type: 'image/png', bytes: png() },
      { name: 'back.jpg', type: 'image/jpeg', bytes: JPEG },
      { name: 'side.webp', type: 'image/webp', bytes: WEBP },
    ]
    const form = [...kinds.map(({ name, type, bytes }) => file(name, bytes, type)), text('title', 'Papers of 2026')]
    const shown = await store('ada', form)
    const expected = kinds.map(({ name, type, bytes }) => ({
      id: expect.stringMatching(/^[\w-]{8,}$/),
      ...{ name, type, size: bytes.length, title: 'Papers of 2026' },
    }))
    expect(shown, `the files in the answer to ${formName(form)}`).toEqual(expected)
    const ids = shown.map(({ id }) => id)
    for (const [index, id] of ids.entries()) {
      const before = ids[index - 1] ?? ''
      const differing = [...id].filter((letter, at) => letter !== before[at]).length
      expect(differing, `in how many characters the id ${id} differs from the one before, ${before}`).toBeGreaterThan(7)
    }
    const added = shown.map(({ id }) => rows.get(id))
    expect(added, 'the rows of these ids in the table').toEqual(shown.map((each) => ({ ...each, owner: 'ada' })))
    expect(rows.size, 'how many rows there are').toBe(kinds.length)
    const [untitled] = await store('ada', [file('a.png', png())])
    expect(untitled?.title, 'the title of a file that was sent without one').toBe(null)
  })
})

check('believes the bytes, and neither the Content-Type nor the name', { read: 'real-type' }, async () => {
  await serving(async ({ post, store, rows }) => {
    for (const [what, bytes] of Object.entries(REFUSED)) {
      for (const [name, type] of [
        ['photo.png', 'image/png'],
        ['paper.pdf', 'application/pdf'],
      ] as const) {
        const { status, body } = await post('ada', [file(name, bytes, type)])
        expect({ status, body }, `${what}, sent as ${name} with Content-Type ${type}`).toEqual({
          status: 415,
          body: { error: 'unsupported_type' },
        })
      }
    }
    expect(rows.size, 'how many rows there are after all these').toBe(0)
    for (const [name, type] of [
      ['a.txt', 'text/plain'],
      ['a', 'application/octet-stream'],
      ['a.html', 'image/svg+xml'],
      ['a.pdf', 'application/pdf'],
    ] as const) {
      const [shown] = await store('ada', [file(name, png(), type)])
      expect(shown?.type, `the type of a PNG, sent as ${name} with Content-Type ${type}`).toBe('image/png')
    }
  })
})
