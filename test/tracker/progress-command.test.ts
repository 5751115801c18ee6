import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { type ProgressOptions, run } from '../../src/commands/progress.ts'
import { openTracker } from '../../tracker/store.ts'
import { NOW } from './builders.ts'
import { aFolder } from './disks.ts'

const courseRoot = join(import.meta.dirname, '../fixtures/tiny-course')

async function progress(cwd: string, options: ProgressOptions = {}) {
  const stdout = Object.assign(new PassThrough(), { columns: 80 })
  const stderr = new PassThrough()
  const code = await run([], options, {
    cwd,
    env: { COURSE_CACHE: join(aFolder(), 'cache') },
    stdin: new PassThrough(),
    stdout,
    stderr,
    now: () => NOW,
    random: Math.random,
    signal: new AbortController().signal,
    packageRoot: courseRoot,
    flags: { color: true, course: courseRoot },
  })
  return { code, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') }
}

describe('course progress', () => {
  it.each<[string, ProgressOptions]>([
    ['table', {}],
    ['JSON', { json: true }],
    ['checklist', { markdown: true }],
    ['roadmap', { roadmap: true }],
  ])('shows an empty record as a %s where there is no workbook, and makes none', async (_, options) => {
    const cwd = aFolder()
    const { code, out, err } = await progress(cwd, options)
    expect([code, err]).toEqual([0, ''])
    expect(out.length).toBeGreaterThan(20)
    expect(readdirSync(cwd)).toEqual([])
  })

  it('says on the error stream that a damaged record was mended, and keeps its output clean', async () => {
    const cwd = aFolder()
    const tracker = await openTracker(join(cwd, 'workbook'))
    await tracker.add({ type: 'note', day: 1, text: 'x' })
    writeFileSync(tracker.path, '')
    const { code, out, err } = await progress(cwd, { json: true })
    expect(code).toBe(0)
    expect(JSON.parse(out).version).toBe(1)
    expect(err).toMatch(/^progress.json was empty; its last good copy is used \(1 event\)/)
    expect(JSON.parse(readFileSync(tracker.path, 'utf8')).events).toHaveLength(1)
  })

  it('does not touch the record of a newer version', async () => {
    const cwd = aFolder()
    const file = join(cwd, 'progress.json')
    writeFileSync(file, '{"version":99,"events":[]}')
    await expect(progress(cwd)).rejects.toMatchObject({ name: 'Problem', exitCode: 2 })
    expect(readFileSync(file, 'utf8')).toBe('{"version":99,"events":[]}')
  })
})
