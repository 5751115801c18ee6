import { StringDecoder } from 'node:string_decoder'
import type { Input } from '../../world.ts'
import { HAS_STOPS, STOPPED } from './after-stop.ts'

/** A printable character as it is, or a name: `enter`, `space`, `up`, `page-down`, `ctrl-c`, `escape`… */
export type Key = string

export interface Keys {
  /** The next key that is pressed; undefined when there will be none. */
  next(): Promise<Key | undefined>
  /** What stands on the terminal: taken off before Ctrl-Z stops the process, and put there again after `fg`. */
  shown?: Shown | undefined
  /** Leaves the terminal as it was. */
  close(): void
}

export interface Shown {
  off: () => void
  on: () => void
}

/** Whoever is still running then was not stopped: no shell of theirs controls jobs. */
const NOT_STOPPED_MS = 200

const SEQUENCES: Record<string, Key> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  Z: 'shift-tab',
  '1~': 'home',
  '4~': 'end',
  '5~': 'page-up',
  '6~': 'page-down',
  '7~': 'home',
  '8~': 'end',
}

const CHARACTERS: Record<string, Key> = {
  ' ': 'space',
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\x7f': 'backspace',
  '\b': 'backspace',
}

/** After this long, an escape character alone was the Esc key and not the begin of a sequence. */
const ESCAPE_MS = 50

/** Keys in what a terminal sent. `rest` is the begin of a sequence whose end has not come yet. */
export function parseKeys(text: string): { keys: Key[]; rest: string } {
  const keys: Key[] = []
  let at = 0
  while (at < text.length) {
    const left = text.slice(at)
    if (left[0] !== '\x1b') {
      const character = String.fromCodePoint(left.codePointAt(0) ?? 0)
      keys.push(nameOf(character))
      at += character.length
      continue
    }
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character opens what is parsed here
    const sequence = /^\x1b(?:\[[\d;]*([A-Za-z~])|O([A-Za-z]))/.exec(left)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
    if (!sequence && /^\x1b(?:\[[\d;]*|O)?$/.test(left)) return { keys, rest: left }
    if (sequence) keys.push(SEQUENCES[sequence[0].replace(/^.[[O]/, '')] ?? 'unknown')
    at += sequence ? sequence[0].length : 2
  }
  return { keys, rest: '' }
}

/** Puts the terminal into raw mode and reads keys. An aborted signal reads as Ctrl-C; Ctrl-Z stops the process as its shell expects. */
export function openKeys(input: Input, signal?: AbortSignal): Keys {
  const decoder = new StringDecoder('utf8')
  const pressed: Key[] = []
  let waiting: ((key: Key | undefined) => void) | undefined
  let pending = ''
  let ended = false
  let timer: NodeJS.Timeout | undefined
  const wasRaw = input.isRaw === true

  const push = (...keys: Key[]) => {
    pressed.push(...keys)
    if (waiting && (pressed.length > 0 || ended)) {
      const resolve = waiting
      waiting = undefined
      resolve(pressed.shift())
    }
  }
  const onData = (chunk: Buffer | string) => {
    clearTimeout(timer)
    const parsed = parseKeys(pending + (typeof chunk === 'string' ? chunk : decoder.write(chunk)))
    pending = parsed.rest
    const stop = HAS_STOPS ? parsed.keys.indexOf('ctrl-z') : -1
    push(...(stop < 0 ? parsed.keys : parsed.keys.slice(0, stop)))
    if (stop >= 0) return stopHere()
    if (pending) timer = setTimeout(flushEscape, ESCAPE_MS)
  }
  const flushEscape = () => {
    pending = ''
    push('escape')
  }
  const onEnd = () => {
    ended = true
    push()
  }
  const onAbort = () => push('ctrl-c')
  let stopped: NodeJS.Timeout | undefined
  let notStopped: NodeJS.Immediate | undefined
  /** With what was started: in this mode the terminal leaves it to us. */
  const stopHere = () => {
    keys.shown?.off()
    input.setRawMode?.(wasRaw)
    stopped = setTimeout(() => {
      // The time that it was stopped has passed, too: what continued it is heard of first.
      notStopped = setImmediate(goOn)
    }, NOT_STOPPED_MS)
    process.kill(STOPPED.job, 'SIGTSTP')
  }
  const forgetStop = () => {
    clearTimeout(stopped)
    clearImmediate(notStopped)
  }
  // Also where somebody else has stopped it: the shell has written over what stood there.
  const goOn = () => {
    forgetStop()
    input.setRawMode?.(true)
    keys.shown?.on()
  }

  input.setRawMode?.(true)
  input.on('data', onData)
  input.once('end', onEnd)
  input.resume()
  if (signal?.aborted) onAbort()
  signal?.addEventListener('abort', onAbort)
  if (HAS_STOPS) process.on('SIGCONT', goOn)
  const keys: Keys = {
    next: () => {
      if (pressed.length > 0 || ended) return Promise.resolve(pressed.shift())
      return new Promise((resolve) => {
        waiting = resolve
      })
    },
    close: () => {
      clearTimeout(timer)
      forgetStop()
      process.off('SIGCONT', goOn)
      input.off('data', onData)
      input.off('end', onEnd)
      signal?.removeEventListener('abort', onAbort)
      input.setRawMode?.(wasRaw)
      input.pause()
    },
  }
  return keys
}

function nameOf(character: string): Key {
  const named = CHARACTERS[character]
  if (named) return named
  const code = character.codePointAt(0) ?? 0
  return code < 32 ? `ctrl-${String.fromCharCode(code + 96)}` : character
}
