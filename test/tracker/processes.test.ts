import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTracker } from '../../tracker/store.ts'
import type { Said } from './writer.ts'

const root = mkdtempSync(join(tmpdir(), 'tracker-processes-'))
const writer = join(root, 'writer.mjs')
const children = new Set<ChildProcess>()

beforeAll(async () => {
  const entry = join(import.meta.dirname, 'writer.ts')
  await build({
    entryPoints: [entry],
    outfile: writer,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  })
})

afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(root, { recursive: true, force: true })
})

function start(folder: string, name: string, count: number) {
  const child = fork(writer, [folder, name, String(count)], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  children.add(child)
  const said: Said[] = []
  child.on('message', (message: Said) => said.push(message))
  const ended = once(child, 'exit').finally(() => children.delete(child))
  return { child, said, ended, go: () => child.send('go') }
}

async function notesIn(folder: string): Promise<string[]> {
  const { record, warnings } = await (await openTracker(folder)).read()
  expect(warnings).toEqual([])
  expect(record.unknown).toEqual([])
  return record.events.map((event) => (event.type === 'note' ? event.text : event.type))
}

it('8 processes that record 200 events each at once lose none', { timeout: 300_000 }, async () => {
  const folder = join(root, 'crowd')
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
  const crowd = names.map((name) => start(folder, name, 200))
  for (const { go } of crowd) go()
  await Promise.all(crowd.map(({ ended }) => ended))

  expect(crowd.flatMap(({ said }) => said.filter(({ warning }) => warning))).toEqual([])
  const notes = await notesIn(folder)
  expect(notes).toHaveLength(1600)
  // All of them, and each process's own in the order in which it wrote them.
  for (const name of names) {
    expect(notes.filter((note) => note.startsWith(`${name}:`))).toEqual(
      Array.from({ length: 200 }, (_, n) => `${name}:${n}`),
    )
  }
  expect(readdirSync(folder).sort()).toEqual(['progress.json', 'progress.json.bak'])
})

it('the file always reads after a writer is killed, 200 times, and holds all that was recorded', {
  timeout: 300_000,
}, async () => {
  const kills = 200
  const lanes = 4
  await Promise.all(
    Array.from({ length: lanes }, (_, lane) => killAgainAndAgain(join(root, `lane-${lane}`), kills / lanes)),
  )
})

async function killAgainAndAgain(folder: string, times: number): Promise<void> {
  const confirmed: string[] = []
  // The next process starts while the one before it writes: starting takes longer than what is tested.
  let next = start(folder, '0', 10_000)
  for (let n = 0; n < times; n++) {
    const { child, said, ended, go } = next
    go()
    next = start(folder, String(n + 1), 10_000)
    await once(child, 'message')
    await sleep(Math.random() * 6)
    child.kill('SIGKILL')
    await ended
    confirmed.push(...said.map(({ recorded }) => `${n}:${recorded}`))

    const notes = new Set(await notesIn(folder))
    expect(confirmed.filter((note) => !notes.has(note))).toEqual([])
  }
  next.child.kill('SIGKILL')
  await next.ended
  // No process has a gap: what it wrote is there from its first event to the last that reached the disk.
  const counts = new Map<string, number>()
  for (const note of await notesIn(folder)) {
    const [name = '', n] = note.split(':')
    expect(Number(n)).toBe(counts.get(name) ?? 0)
    counts.set(name, Number(n) + 1)
  }
  // And what the dead left behind is cleared by the next one to write.
  await (await openTracker(folder)).add({ type: 'note', day: 1, text: 'last' })
  expect(readdirSync(folder).filter((name) => !/^progress\.json(\.bak)?$/.test(name)).length).toBeLessThanOrEqual(1)
}
