import { describe, expect, it } from 'vitest'
import { openPager, type PagerRequest } from '../../../src/ui/pager/pager.ts'
import { fakeTerminal, look } from '../terminal/fake-terminal.ts'

const TAKEN = '\x1b[?1049h\x1b[?25l'
const GIVEN_BACK = '\x1b[?25h\x1b[?1049l'

const numbered = (name: string, lines: number) =>
  Array.from({ length: lines }, (_, index) => `${name} line ${index + 1}`).join('\n')

/** A pager over pages of the given lengths, on a terminal of 40 by 6 (5 lines of text). */
function open(lengths: number[], request: Partial<PagerRequest> = {}, signal?: AbortSignal) {
  const terminal = fakeTerminal({ columns: 40, rows: 6 })
  const names = ['first', 'second', 'third']
  const end = openPager(
    {
      name: 'Day 1',
      pages: lengths.map((length, index) => {
        const name = names[index] ?? ''
        return { title: name, render: () => numbered(name, length) }
      }),
      ...request,
    },
    {
      input: terminal.input,
      output: terminal.output,
      look: () => look({ width: terminal.output.columns }),
      ...(signal && { signal }),
    },
  )
  return { ...terminal, end, top: () => terminal.frame()[0], status: () => terminal.frame().at(-1) }
}

describe('openPager', () => {
  it.each([
    ['space', [' '], 'first line 6'],
    ['enter', ['\r'], 'first line 6'],
    ['f', ['f'], 'first line 6'],
    ['page down', ['\x1b[6~'], 'first line 6'],
    ['b', [' ', ' ', 'b'], 'first line 6'],
    ['page up', [' ', ' ', '\x1b[5~'], 'first line 6'],
    ['j', ['j', 'j'], 'first line 3'],
    ['k', ['j', 'j', 'k'], 'first line 2'],
    ['the arrows', ['\x1b[B', '\x1b[B', '\x1b[A'], 'first line 2'],
    ['G', ['G'], 'first line 16'],
    ['g', ['G', 'g'], 'first line 1'],
    ['up at the top', ['k'], 'first line 1'],
    ['a search', ['/', '1', '2', '\r'], 'first line 12'],
    ['a search that is mended', ['/', '1', '9', '\x7f', '2', '\r'], 'first line 12'],
    ['the next match', ['/', '1', '\r', 'n'], 'first line 11'],
    ['the match before', ['G', '/', '1', '\r', 'N', 'N'], 'first line 15'],
    ['any other key', ['x', '\x1b[1;5A'], 'first line 1'],
  ])('moves with %s', async (_, keys, expected) => {
    const { press, top } = open([20])
    await press(...keys)
    expect(top()?.replace(/[[\]]/g, '')).toBe(expected)
  })

  it('goes on into the next page at the end of one, and back into the one before', async () => {
    const { press, top } = open([7, 3])
    await press(' ', ' ')
    expect(top()).toBe('second line 1')
    await press('b')
    expect(top()).toBe('first line 3')
  })

  it('turns pages with ] and [, and tells which one is open', async () => {
    const turned: number[] = []
    const { press, status } = open([20, 20, 20], { start: 1, onPage: (page) => turned.push(page) })
    await press(']', '[', '[')
    expect(turned).toEqual([1, 2, 1, 0])
    expect(status()).toContain('Day 1 1/3')
  })

  it('searches on in other pages, and says when nothing is found', async () => {
    const { press, top, status } = open([3, 3])
    await press('/', ...'second line 2', '\r')
    expect(top()).toBe('[second line 2]')
    await press('/', ...'nowhere', '\r')
    expect(status()).toContain('Not found: nowhere')
  })

  it.each([
    ['q', 'q', 'quit'],
    ['Ctrl-C', '\x03', 'interrupted'],
    ['a key of the caller', 'm', 'menu'],
  ])('leaves with %s', async (_, key, how) => {
    const { press, end } = open([3], { exits: { m: 'menu' } })
    await press(key)
    expect(await end).toEqual({ how, page: 0 })
  })

  it('leaves at the very end where the caller wants that, and stays where not', async () => {
    const leaving = open([3], { leaveAtEnd: true })
    await leaving.press(' ')
    expect(await leaving.end).toEqual({ how: 'finished', page: 0 })
    const staying = open([3])
    await staying.press(' ')
    expect(staying.status()).toContain('This is the end')
  })

  it('leaves when it is interrupted from outside or its input ends', async () => {
    const controller = new AbortController()
    const { end } = open([3], {}, controller.signal)
    controller.abort()
    expect((await end).how).toBe('interrupted')
    const other = open([3])
    other.input.end()
    expect((await other.end).how).toBe('quit')
  })

  it('shows help, and the text again on any key', async () => {
    const { press, frame, top } = open([3])
    await press('?')
    expect(frame().join('\n')).toContain('a screen on')
    await press('q')
    expect(top()).toBe('first line 1')
  })

  it('keeps the place when the terminal changes its size', async () => {
    const { press, resize, frame, top } = open([100])
    await press('G', 'b')
    const before = Number(top()?.split(' ').at(-1))
    await resize(30, 11)
    expect(frame()).toHaveLength(11)
    expect(Math.abs(Number(top()?.split(' ').at(-1)) - before)).toBeLessThan(6)
  })

  it('cuts lines that are too wide, and shows the rest of them sideways', async () => {
    const wide = `${'x'.repeat(39)}yz${'w'.repeat(20)}`
    const { press, frame } = open([], { pages: [{ title: 'wide', render: () => wide }] })
    expect(frame()[0]).toBe(`${'x'.repeat(39)}›`)
    await press('\x1b[C', '\x1b[C')
    expect(frame()[0]).toBe(`${'x'.repeat(7)}yz${'w'.repeat(20)}`)
  })

  it.each([
    ['q', (open_: ReturnType<typeof open>) => open_.press('q')],
    ['Ctrl-C', (open_: ReturnType<typeof open>) => open_.press('\x03')],
  ])('gives the terminal back after %s', async (_, leave) => {
    const pager = open([3])
    await leave(pager)
    await pager.end
    expect(pager.written().startsWith(TAKEN)).toBe(true)
    expect(pager.written().endsWith(GIVEN_BACK)).toBe(true)
    expect([pager.input.isRaw, pager.output.listenerCount('resize')]).toEqual([false, 0])
  })

  it('gives the terminal back when drawing fails', async () => {
    const render = () => {
      throw new Error('no')
    }
    const { end, input, written } = open([], { pages: [{ title: 'bad', render }] })
    await expect(end).rejects.toThrow('no')
    expect(written().endsWith(GIVEN_BACK)).toBe(true)
    expect(input.isRaw).toBe(false)
  })
})
