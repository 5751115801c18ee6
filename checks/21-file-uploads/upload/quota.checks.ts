import { setTimeout as sleep } from 'node:timers/promises'
import { check, expect } from 'backend-workbook/check'
import type { FileRow } from '../../../exercises/21-file-uploads/upload.ts'
import { pdf } from '../samples.ts'
import { file } from './client.ts'
import { formName, LIMITS, serving } from './market.ts'

const FULL = { status: 413, body: { error: 'quota_exceeded' } }
const limits = { ...LIMITS, ownerBytes: 10_000 }

check('counts all files of an owner, up to the last byte', { read: 'quotas' }, async () => {
  await serving(
    async ({ post, store, restart }) => {
      await store('ada', [file('a.pdf', pdf(3000)), file('b.pdf', pdf(3000))])
      const tooMuch = [file('c.pdf', pdf(2000)), file('d.pdf', pdf(2001))]
      const { status, body } = await post('ada', tooMuch)
      expect({ status, body }, `${formName(tooMuch)}, with 6000 of 10000 bytes stored`).toEqual(FULL)
      await restart()
      const single = await post('ada', [file('c.pdf', pdf(4001))])
      expect({ status: single.status, body: single.body }, 'a file of 4001 bytes then, after a restart').toEqual(FULL)
      await store('bob', [file('a.pdf', pdf(10_000))])
      const last = await post('ada', [file('c.pdf', pdf(2000)), file('d.pdf', pdf(2000))])
      expect(last.status, 'the status of two files of 2000 bytes then: exactly what is left').toBe(201)
      const more = await post('ada', [file('e.pdf', pdf(400))])
      expect({ status: more.status, body: more.body }, 'a file of 400 bytes, when nothing is left').toEqual(FULL)
      await store('__proto__', [file('a.pdf', pdf(10_000))])
    },
    { limits },
  )
})

check('stores as many as fit of uploads at the same time', { read: 'quotas', ms: 6000 }, async () => {
  for (let round = 0; round < 6; round += 1) {
    await serving(
      async ({ post, rows }) => {
        const sizes = round % 2 === 0 ? Array<number>(5).fill(3000) : Array<number>(6).fill(4000)
        const fit = Math.floor(10_000 / (sizes[0] ?? 1))
        const answers = await Promise.all([
          ...sizes.map((size) => post('ada', [file('a.pdf', pdf(size))])),
          post('bob', [file('a.pdf', pdf(9000))]),
        ])
        const ofBob = answers.pop()
        expect(ofBob?.status, 'the status of an upload of another user at the same time').toBe(201)
        const what = `${sizes.length} uploads of ${sizes[0]} bytes at the same time, by a user who may have 10000`
        const taken = answers.filter(({ status }) => status === 201).length
        expect(taken, `how many are stored of ${what}`).toBe(fit)
        const others = answers.filter(({ status }) => status !== 201).map(({ status, body }) => ({ status, body }))
        expect(others, `the other answers to ${what}`).toEqual(Array(sizes.length - fit).fill(FULL))
        const stored = [...rows.values()].filter(({ owner }) => owner === 'ada')
        expect(stored.length, 'how many rows of that user there are then').toBe(fit)
        const again = await post('ada', [file('a.pdf', pdf(10_000 - fit * (sizes[0] ?? 0)))])
        expect(again.status, 'the status of an upload of exactly the bytes that are left').toBe(201)
      },
      { limits },
    )
  }
  await refusesOneOfThose()
})

/** All wait for the first: whoever is refused must not take those along who wait behind it. */
async function refusesOneOfThose(): Promise<void> {
  const rows: FileRow[] = []
  const state = { asked: 0, isLastHere: () => false }
  const files = {
    add: async (added: FileRow[]) => void rows.push(...added),
    find: async () => undefined,
    sizeOf: async () => {
      state.asked += 1
      // Not for ever: an app may begin an upload when the one before has ended.
      if (state.asked === 1) for (let i = 0; i < 80 && !state.isLastHere(); i += 1) await sleep(5)
      await sleep(50)
      return rows.reduce((sum, { size }) => sum + size, 0)
    },
  }
  await serving(
    async ({ post, onDisk }) => {
      const large = [1, 2, 3].map(() => post('ada', [file('a.pdf', pdf(6000))]))
      for (let i = 0; i < 80 && state.asked === 0; i += 1) await sleep(5)
      state.isLastHere = () => onDisk().some(({ size }) => size === 4000)
      const small = await post('ada', [file('b.pdf', pdf(4000))])
      const statuses = (await Promise.all(large)).map(({ status }) => status)
      const what = 'three uploads of 6000 bytes and a last one of 4000 at the same time, by a user who may have 10000'
      expect([...statuses.sort(), small.status], `the statuses of ${what}`).toEqual([201, 413, 413, 201])
    },
    { limits, files },
  )
}
