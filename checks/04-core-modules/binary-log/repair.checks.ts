import { appendFile, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { check, expect } from 'backend-workbook/check'
import { repairLog } from '../../../exercises/04-core-modules/binary-log.ts'
import { inFolder, outcomeOf } from '../support.ts'
import { log, notUtf8, record } from './records.ts'

check('repairLog cuts a torn end off, so that more can be appended', { read: 'torn-and-damaged' }, async () => {
  await inFolder(async (folder) => {
    const file = join(folder, 'orders.log')
    const whole = Buffer.concat([record('first'), record(notUtf8)])
    await writeFile(file, Buffer.concat([whole, record('torn away').subarray(0, 11)]))
    expect(await outcomeOf(() => repairLog(file)), 'repairLog of two records and a torn third').toEqual({
      resolved: { records: ['first', 'h\u{FFFD}'], goodBytes: whole.length, end: 'torn' },
    })
    expect((await readFile(file)).toString('hex'), 'the file after that, as hex').toBe(whole.toString('hex'))
    await appendFile(file, record('next'))
    expect(await outcomeOf(() => repairLog(file)), 'repairLog after another record was appended').toEqual({
      resolved: {
        records: ['first', 'h\u{FFFD}', 'next'],
        goodBytes: whole.length + record('next').length,
        end: 'clean',
      },
    })
    await writeFile(file, record('the only one').subarray(0, 6))
    await outcomeOf(() => repairLog(file))
    expect((await stat(file)).size, 'the size of a file of six bytes, all of them torn, after repairLog').toBe(0)
  })
})

check(
  'repairLog changes no log that is whole or damaged, and makes no file',
  { read: 'torn-and-damaged' },
  async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'orders.log')
      const damaged = Buffer.concat([record('first'), Buffer.alloc(9), record('perhaps of use')])
      for (const [name, bytes] of [
        ['a whole log', log()],
        ['a damaged log', damaged],
      ] as const) {
        await writeFile(file, bytes)
        await outcomeOf(() => repairLog(file))
        const after = await readFile(file)
        expect(after.toString('hex'), `the file after repairLog of ${name}`).toBe(bytes.toString('hex'))
      }
      const absent = join(folder, 'absent.log')
      expect(await outcomeOf(() => repairLog(absent)), 'repairLog of a file that does not exist').toEqual({
        resolved: { records: [], goodBytes: 0, end: 'clean' },
      })
      const size = await stat(absent).then(
        (stats) => stats.size,
        (error: NodeJS.ErrnoException) => error.code,
      )
      expect(size, 'the size of that file afterwards').toBe('ENOENT')
      expect(await outcomeOf(() => repairLog(folder)), 'repairLog of a folder').toEqual({ rejected: expect.any(Error) })
    })
  },
)
