/** How far a grading is, as it is said while it goes on. */
import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { showProgress } from '../../src/commands/grade/progress.ts'

function watched(world: { isTTY?: boolean; env?: Record<string, string>; plain?: boolean }) {
  let said = ''
  const written = new Writable({
    write(chunk, _encoding, done) {
      said += chunk
      done()
    },
  })
  const stderr = Object.assign(written, { isTTY: world.isTTY ?? false })
  const clock = { ms: 0 }
  const now = () => new Date(clock.ms)
  const flags = { color: true, ...(world.plain && { plain: true }) }
  const progress = showProgress({ stderr, env: world.env ?? {}, flags, now })
  /** A submission a second. */
  const judge = (count: number) => {
    for (let done = 1; done <= count; done += 1) {
      clock.ms += 1000
      progress.show({ done, of: count, submission: `learner-${done}` })
    }
    progress.clear()
    return said
  }
  return { ...progress, judge, said: () => said }
}

describe('how far a grading is', () => {
  it.each([
    ['without a terminal', {}],
    ['in CI', { isTTY: true, env: { CI: 'true' } }],
    ['where text is listened to', { isTTY: true, plain: true }],
  ])('is a line every ten seconds %s', (_where, world) => {
    expect(watched(world).judge(25)).toBe('10 of 25 judged; learner-10\n20 of 25 judged; learner-20\n')
  })

  it('is nothing where it takes no longer', () => {
    expect(watched({}).judge(9)).toBe('')
  })

  it('is one line on a terminal, which is gone in the end', () => {
    const said = watched({ isTTY: true }).judge(3)
    expect(said).not.toContain('\n')
    expect(said.split('\r\u001B[K')).toEqual([
      '',
      '1 of 3 judged; learner-1',
      '2 of 3 judged; learner-2',
      '3 of 3 judged; learner-3',
      '',
    ])
  })

  it('stays a line whatever a learner calls a folder', () => {
    const { show, said } = watched({ isTTY: true })
    show({ done: 1, of: 2, submission: 'a\nb\u001B[2J', exercise: '1/add' })
    expect(said()).toBe('\r\u001B[K1 of 2 judged; a b 1/add')
  })
})
