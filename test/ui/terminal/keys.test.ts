import { afterEach, describe, expect, it, vi } from 'vitest'
import { openKeys, parseKeys } from '../../../src/ui/terminal/keys.ts'
import { fakeTerminal } from './fake-terminal.ts'

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('parseKeys', () => {
  it.each([
    ['a', ['a']],
    ['日', ['日']],
    [' \r\t\x7f', ['space', 'enter', 'tab', 'backspace']],
    ['\x1b[A\x1b[B\x1bOA', ['up', 'down', 'up']],
    ['\x1b[5~\x1b[6~', ['page-up', 'page-down']],
    ['\x1b[H\x1b[F\x1b[1~\x1b[4~', ['home', 'end', 'home', 'end']],
    ['\x1b[1;5A', ['unknown']],
    ['\x03\x06', ['ctrl-c', 'ctrl-f']],
    ['\x1bx', []],
  ])('reads %j', (text, keys) => {
    expect(parseKeys(text)).toEqual({ keys, rest: '' })
  })

  it('waits for the rest of a sequence', () => {
    expect(parseKeys('a\x1b[')).toEqual({ keys: ['a'], rest: '\x1b[' })
  })
})

describe('openKeys', () => {
  it('reads a sequence and a character that come in parts', async () => {
    const { input, press } = fakeTerminal()
    const keys = openKeys(input)
    await press('\x1b', '[5', '~')
    expect(await keys.next()).toBe('page-up')
    const [first, ...rest] = Buffer.from('é')
    input.write(Buffer.from([first ?? 0]))
    input.write(Buffer.from(rest))
    expect(await keys.next()).toBe('é')
    keys.close()
  })

  it('takes an escape that nothing follows for the Esc key', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { input, press } = fakeTerminal()
    const keys = openKeys(input)
    await press('\x1b')
    vi.advanceTimersByTime(50)
    expect(await keys.next()).toBe('escape')
    keys.close()
  })

  it('is in raw mode while it is open, and not after', () => {
    const { input } = fakeTerminal()
    const keys = openKeys(input)
    expect(input.isRaw).toBe(true)
    keys.close()
    expect([input.isRaw, input.isPaused(), input.listenerCount('data')]).toEqual([false, true, 0])
  })

  it.skipIf(process.platform === 'win32')(
    'gives the terminal back before Ctrl-Z stops the job, and takes it again once after `fg`',
    async () => {
      const { input, press } = fakeTerminal()
      const keys = openKeys(input)
      const told: string[] = []
      const tell = (what: string): true => {
        told.push(`${what}, ${input.isRaw ? 'raw' : 'not raw'}`)
        return true
      }
      keys.shown = { off: () => tell('off'), on: () => tell('on') }
      vi.spyOn(process, 'kill').mockImplementation((pid, signal) => tell(`${signal} to ${pid}`))
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] })
      await press('a\x1ab')
      expect(told.splice(0)).toEqual(['off, raw', 'SIGTSTP to 0, not raw'])
      // The time in which it was stopped has passed as well, and the timer is heard of before the signal.
      vi.advanceTimersToNextTimer()
      process.emit('SIGCONT')
      vi.runAllTimers()
      expect(told.splice(0)).toEqual(['on, raw'])
      await press('c')
      expect([await keys.next(), await keys.next()]).toEqual(['a', 'c'])
      // Of a job that no shell controls nothing is stopped, and nobody says so.
      await press('\x1a')
      vi.runAllTimers()
      expect(told).toEqual(['off, raw', 'SIGTSTP to 0, not raw', 'on, raw'])
      keys.close()
    },
  )

  it('reads an aborted signal as Ctrl-C and the end of input as no key', async () => {
    const controller = new AbortController()
    const { input } = fakeTerminal()
    const keys = openKeys(input, controller.signal)
    const key = keys.next()
    controller.abort()
    expect(await key).toBe('ctrl-c')
    input.end()
    expect(await keys.next()).toBeUndefined()
    keys.close()
  })
})
