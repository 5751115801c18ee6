import { describe, expect, it } from 'vitest'
import {
  afterNews,
  afterSave,
  hasConflict,
  isDirty,
  keepMine,
  mayBeOld,
  openFile,
  takeTheirs,
} from '../../../src/web/client/exercise/open-file.ts'

const opened = openFile({ path: 'add.ts', text: 'one', version: 'v1' })
const typed = { ...opened, text: 'mine' }
const theirs = { path: 'add.ts', text: 'theirs', version: 'v2' }

describe('a file in the editor', () => {
  it('follows what another editor writes while nothing was typed here', () => {
    const now = afterNews(opened, theirs)
    expect(now).toMatchObject({ text: 'theirs', base: 'v2' })
    expect([isDirty(now), hasConflict(now)]).toEqual([false, false])
  })

  it('keeps what was typed when somebody else has written too, and says so', () => {
    const now = afterNews(typed, theirs)
    expect(now).toMatchObject({ text: 'mine', base: 'v1', theirs })
    expect(hasConflict(now)).toBe(true)
  })

  it('is no conflict when both have written the same', () => {
    const now = afterNews({ ...typed, text: 'theirs' }, theirs)
    expect(now).toMatchObject({ base: 'v2' })
    expect([isDirty(now), hasConflict(now)]).toEqual([false, false])
  })

  it('knows the echo of its own save, though more was typed meanwhile', () => {
    const sending = { ...opened, text: 'mine and more', sending: 'mine' }
    const echoed = afterNews(sending, { path: 'add.ts', text: 'mine', version: 'v2' })
    expect(hasConflict(echoed)).toBe(false)
    const saved = afterSave(echoed, 'v2')
    expect(saved).toMatchObject({ text: 'mine and more', saved: 'mine', base: 'v2' })
    expect(isDirty(saved)).toBe(true)
  })

  it('does not take news of a version that it has left behind for the newest', () => {
    const saved = afterSave({ ...typed, sending: 'mine' }, 'v2')
    expect(mayBeOld(saved, { path: 'add.ts', text: 'one', version: 'v1' })).toBe(true)
    expect(mayBeOld(saved, theirs)).toBe(false)
  })

  it('asks before a file that was deleted elsewhere is written again', () => {
    const gone = afterNews(opened, undefined)
    expect(gone).toMatchObject({ text: 'one', theirs: null })
    expect(keepMine(gone)).toMatchObject({ text: 'one', base: null, saved: undefined })
  })

  it('saves over the other, or takes the other, as the learner says', () => {
    const conflict = afterNews(typed, theirs)
    expect(keepMine(conflict)).toMatchObject({ text: 'mine', base: 'v2', saved: 'theirs' })
    expect(takeTheirs(conflict)).toMatchObject({ text: 'theirs', base: 'v2', saved: 'theirs' })
    expect([keepMine(conflict), takeTheirs(conflict)].map(hasConflict)).toEqual([false, false])
  })
})
