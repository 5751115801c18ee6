import { rmSync, writeFileSync } from 'node:fs'
import { check, expect } from 'backend-workbook/check'
import { JPEG, pdf, png } from '../samples.ts'
import { file, formOf, type Part, text } from './client.ts'
import { answerOf, formName, LIMITS, later, type Market, MB, serving, until } from './market.ts'

check('chooses the names on the disk itself, so that no file replaces another', { read: 'names' }, async () => {
  await serving(async ({ store, get, onDisk, restart }) => {
    const names = ['stranger.png', '../stranger.png', '..\\stranger.png', '/tmp/stranger.png', 'stranger.png']
    const ids: string[] = []
    for (const [index, name] of names.entries()) {
      for (const owner of ['ada', 'oidc|../../stranger', '__proto__']) {
        const [shown] = await store(owner, [file(name, png(index))])
        ids.push(shown?.id ?? '')
        const { bytes } = await get(owner, `/files/${shown?.id}`)
        expect(bytes.equals(png(index)), `whether ${owner} gets the bytes back that were sent as ${name}`).toBe(true)
      }
    }
    const [first, second] = await store('ada', [file('stranger.png', png(90)), file('stranger.png', png(91))])
    const paths = onDisk().map(({ path }) => path)
    const taken = paths.filter((path) => path.includes('stranger') || path.startsWith('..') || path.endsWith('.part'))
    expect(taken, 'paths that have a part of a name or a user in them, or lie outside of the folder').toEqual([])
    expect(paths.length, 'how many files there are after 17 uploads').toBe(17)
    await restart()
    for (const [id, colour] of [[ids[0], 0] as const, [first?.id, 90] as const, [second?.id, 91] as const]) {
      const { bytes } = await get('ada', `/files/${id}`)
      expect(bytes.equals(png(colour)), 'whether a file has its own bytes, after 17 uploads and a restart').toBe(true)
    }
  })
})

check('writes to the disk as bytes arrive, under a name that ends in .part', { read: 'clean-up' }, async () => {
  const seen: string[][] = []
  let market: Market | undefined
  const rows: Parameters<Parameters<typeof serving>[0]>[0]['rows'] = new Map()
  const files = {
    add: (added: { id: string }[]) =>
      later(() => {
        const whole = market?.onDisk().map(({ path, size }) => `${/\.part$/.exec(path)?.[0] ?? 'whole'} ${size}`)
        seen.push(whole?.sort() ?? [])
        for (const row of added) rows.set(row.id, row as never)
      }),
    find: (id: string) => later(() => rows.get(id)),
    sizeOf: () => later(() => 0),
  }
  await serving(
    async (given) => {
      market = given
      const { headers, body } = formOf([file('a.pdf', pdf(6 * MB)), file('b.pdf', pdf(500))])
      const begun = given.begin({ method: 'POST', path: '/files', owner: 'ada', headers })
      begun.write(body.subarray(0, 4 * MB))
      const total = () => given.onDisk().reduce((sum, { size }) => sum + size, 0)
      const call = 'POST /files with a file of 6 MB, of which 4 MB have been sent'
      await until(`${call}: at least 2 MB should be on the disk`, () => total() > 2 * MB, given.onDisk)
      const unfinished = given.onDisk().map(({ path }) => path)
      expect(unfinished, `the files on the disk, ${call}`).toEqual([expect.stringMatching(/\.part$/)])
      expect(unfinished[0], 'where it lies, from the folder').not.toMatch(/^\.\./)
      begun.end(body.subarray(4 * MB))
      const { status } = await answerOf(begun, call)
      expect(status, 'the status, once the rest has been sent').toBe(201)
      const expected = ['whole 500', `whole ${6 * MB}`]
      expect(seen, 'what was on the disk when the rows were added').toEqual([expected])
    },
    { files },
  )
  await serving(async ({ post, onDisk }) => {
    const form = [file('page.pdf', Buffer.from('<script>alert(1)</script>'))]
    const state = { isAnswered: false }
    const answer = post('ada', form).finally(() => {
      state.isAnswered = true
    })
    const whole = new Set<string>()
    while (!state.isAnswered) {
      for (const { path } of onDisk()) if (!path.endsWith('.part')) whole.add(path)
      await new Promise((resolve) => setImmediate(resolve))
    }
    const what = `names without .part, seen while ${formName(form)}, an HTML page, was looked at and refused`
    if ((await answer).status === 415) expect([...whole], what).toEqual([])
  })
})

check('leaves nothing of a request that it refuses, whichever part is to blame', { read: 'clean-up' }, async () => {
  const limits = { ...LIMITS, fileBytes: 50_000, files: 3, ownerBytes: 60_000 }
  await serving(
    async ({ post, store, onDisk, rows }) => {
      await store('ada', [file('before.png', png())])
      const good = [file('a.pdf', pdf(20_000)), file('b.png', png())]
      for (const [form, expected] of [
        [[...good, file('c.png', Buffer.from('<script>'))], 415],
        [[file('c.png', Buffer.from('<script>')), ...good], 415],
        [[...good, file('c.pdf', pdf(50_001))], 413],
        [[...good, file('c.pdf', pdf(45_000))], 413],
        [[...good, ...good], 422],
        [[...good, { ...file('c.png', png()), field: 'avatar' }], 422],
        [[...good, text('title', 'x'.repeat(101))], 422],
        [[...good, text('titel', 'x')], 422],
      ] as [Part[], number][]) {
        const { status } = await post('ada', form)
        expect(status, `the status of ${formName(form)}`).toBe(expected)
        await until(`${formName(form)}: nothing should be left`, () => onDisk().length === 1, onDisk)
        expect(rows.size, 'how many rows there are, with the one of before').toBe(1)
      }
      expect((await post('ada', good)).status, 'the status of a form that is right, after these').toBe(201)
    },
    { limits },
  )
})

check('leaves nothing when the client goes away in the middle', { read: 'clean-up' }, async () => {
  await serving(
    async ({ begin, store, onDisk, rows }) => {
      const { headers, body } = formOf([file('a.pdf', pdf(9000)), file('b.pdf', pdf(500_000)), file('c.jpg', JPEG)])
      for (const sent of [200, 9200, 300_000, body.length - 100]) {
        const begun = begin({ method: 'POST', path: '/files', owner: 'ada', headers })
        begun.write(body.subarray(0, sent))
        const what = `a client that leaves after ${sent} of ${body.length} bytes`
        if (sent > 200) await until(`${what}: its bytes should arrive`, () => onDisk().length > 0, onDisk)
        begun.leave()
        await until(`${what}: nothing should be left on the disk`, () => onDisk().length === 0, onDisk)
        expect(rows.size, `${what}: rows`).toBe(0)
      }
      const shown = await store('ada', [file('a.pdf', pdf(509_000))])
      expect(shown.length, 'how many files of as many bytes as the owner may have are taken after that').toBe(1)
    },
    { limits: { ...LIMITS, ownerBytes: 509_000 } },
  )
})

check('answers 500 for a failure of ours, leaves nothing, and goes on', { read: 'clean-up' }, async () => {
  const state = { isDown: true }
  const rows = new Map()
  const files = {
    add: (added: { id: string }[]) =>
      later(() => {
        if (state.isDown) throw new Error('connect ECONNREFUSED db.internal:5432')
        for (const row of added) rows.set(row.id, row)
      }),
    find: (id: string) => later(() => rows.get(id)),
    sizeOf: () => later(() => 0),
  }
  await serving(
    async ({ post, get, onDisk, folder }) => {
      const form = [file('a.png', png()), file('b.pdf', pdf())]
      const internal = { status: 500, body: { error: 'internal' } }
      const { status, body } = await post('ada', form)
      expect({ status, body }, 'POST /files while the table is down').toEqual(internal)
      await until('POST /files while the table is down: nothing should be left', () => onDisk().length === 0, onDisk)
      state.isDown = false
      const again = await post('ada', form)
      expect(again.status, 'the status of the same form when the table is back').toBe(201)
      const [first] = (again.body as { files: { id: string }[] }).files
      expect((await get('ada', `/files/${first?.id}`)).status, 'the status of GET for its first file').toBe(200)
      // A disk that is missing: there is a file where the folder was.
      rmSync(folder, { recursive: true })
      writeFileSync(folder, '')
      const away = await post('ada', form)
      expect({ status: away.status, body: away.body }, 'POST /files while the folder is missing').toEqual(internal)
    },
    { files },
  )
})
