import { check, expect } from 'backend-workbook/check'
import { place, program, withInit } from './running.ts'

const endOf = (how: string) => withInit([...program('end'), how], {}, (init) => init.end())

check('exits with the code of the child', { read: 'init', requirement: 'end', points: 10, ms: 6000 }, async () => {
  const ends = await Promise.all(['0', '1', '7', '255'].map(endOf))
  const expected = ['exit code 0', 'exit code 1', 'exit code 7', 'exit code 255']
  expect(ends, `init ${place()}, with children that exit with 0, 1, 7 and 255`).toEqual(expected)
})

check(
  'exits with 128 + the number of the signal',
  { read: 'init', requirement: 'end', points: 10, ms: 6000 },
  async () => {
    const codes = Object.entries({ SIGKILL: 137, SIGTERM: 143, SIGINT: 130, SIGALRM: 142, SIGVTALRM: 154 })
    const ends = await Promise.all(codes.map(([signal]) => endOf(signal)))
    for (const [index, [signal, code]] of codes.entries())
      expect(ends[index], `init ${place()}, with a child that ends by ${signal}`).toBe(`exit code ${code}`)
  },
)

check(
  'ends with the child, whatever that leaves running',
  { read: 'init', requirement: 'end', points: 8, ms: 6000 },
  async () => {
    await withInit(program('leave'), {}, async (init) => {
      try {
        const message = `init ${place()}, with a child that exits with 3 and leaves a process that holds stdout`
        expect(await init.end(), message).toBe('exit code 3')
      } finally {
        endLeft(init.output())
      }
    })
  },
)

/** In a namespace of its own it has gone with process 1, and its number means nothing here. */
function endLeft(output: string): void {
  const pid = Number(/^left (\d+)$/m.exec(output)?.[1])
  if (place() === 'as process 1' || !(pid > 0)) return
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It is gone.
  }
}
