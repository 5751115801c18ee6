import { signal } from '@preact/signals'
import type { LiveEvents } from '../api.ts'

/** `closed`: the server is there, and does not know this browser any more. */
export type Connection = 'first' | 'open' | 'lost' | 'closed'

export const connection = signal<Connection>('first')
/** Grows whenever what was asked before may have changed: a record that was written, a server that was started again. */
export const changes = signal(0)
/** What is amiss with the course itself, such as a record that cannot be written. */
export const warnings = signal<string[]>([])

type Name = keyof LiveEvents
type Listener<N extends Name> = (event: LiveEvents[N]) => void

const NAMES: Name[] = ['hello', 'record', 'warning', 'files', 'judging', 'check', 'verdict', 'stopped', 'trouble']
const AGAIN_MS = 1000
const listeners = new Map<Name, Set<(event: never) => void>>()

let source: EventSource | undefined
let looksAt: string | undefined
let server: string | undefined
let timer: ReturnType<typeof setTimeout> | undefined

/** One stream a tab. While an exercise is looked at, the server watches its files. */
export function connect(exercise?: string): void {
  if (source && exercise === looksAt) return
  looksAt = exercise
  open()
}

/** @returns what ends it */
export function listen<N extends Name>(name: N, listener: Listener<N>): () => void {
  const all = listeners.get(name) ?? new Set()
  listeners.set(name, all.add(listener as (event: never) => void))
  return () => all.delete(listener as (event: never) => void)
}

function open(): void {
  clearTimeout(timer)
  source?.close()
  const opened = new EventSource(`/api/live${looksAt === undefined ? '' : `?exercise=${encodeURIComponent(looksAt)}`}`)
  source = opened
  for (const name of NAMES) {
    opened.addEventListener(name, ({ data }: MessageEvent<string>) => {
      if (opened === source) tell(name, JSON.parse(data))
    })
  }
  opened.onerror = () => {
    if (opened !== source) return
    opened.close()
    void whyLost()
    timer = setTimeout(open, AGAIN_MS)
  }
}

function tell(name: Name, event: unknown): void {
  if (name === 'hello') {
    const wasLost = connection.value !== 'first' && connection.value !== 'open'
    connection.value = 'open'
    const { server: now } = event as LiveEvents['hello']
    if (wasLost || (server !== undefined && server !== now)) changes.value++
    server = now
  }
  if (name === 'record') changes.value++
  if (name === 'warning') {
    const { message } = event as LiveEvents['warning']
    warnings.value = [...new Set([...warnings.value, message])]
  }
  for (const listener of listeners.get(name) ?? []) listener(event as never)
}

async function whyLost(): Promise<void> {
  const status = await fetch('/api/home', { method: 'HEAD' }).then(
    (response) => response.status,
    () => 0,
  )
  if (connection.value !== 'open' || status !== 200)
    connection.value = status === 401 || status === 403 ? 'closed' : 'lost'
}
