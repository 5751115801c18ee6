import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { Chalk } from 'chalk'
import { describe, expect, it } from 'vitest'
import * as doctor from '../../src/commands/doctor.ts'
import { examine } from '../../src/engine/doctor/examine.ts'
import { renderDoctor } from '../../src/ui/setup/doctor.ts'
import { makeCourse, temporaryFolder } from '../fixtures/build.ts'
import { fakeWorld } from './fake-world.ts'

describe('course doctor', () => {
  it('finds everything that is needed on this machine', async () => {
    const world = fakeWorld()
    expect(await doctor.run([], {}, world)).toBe(0)
    expect(world.printed()).toContain('Everything the course needs is here.')
    expect(
      Math.max(
        ...world
          .printed()
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80)
  })

  it('has room for what it says at 40 columns, too', async () => {
    const findings = await examine(fakeWorld())
    const lines = renderDoctor(findings, {
      chalk: new Chalk({ level: 0 }),
      width: 40,
      unicode: true,
      plain: false,
    }).split('\n')
    expect(lines.filter((line) => line.length > 40)).toEqual([])
    expect(lines.length).toBeLessThan(130)
  })

  it('gives the same as JSON', async () => {
    const world = fakeWorld()
    await doctor.run([], { json: true }, world)
    expect(JSON.parse(world.printed())).toMatchObject({ ok: true, findings: expect.any(Array) })
  })

  it('fails where a lesson cannot be read, and names it', async () => {
    const course = makeCourse(temporaryFolder('course'), { 'lessons/01-adding/lesson.md': 'no front matter' })
    const world = fakeWorld({ flags: { course, color: false } })
    expect(await doctor.run([], {}, world)).toBe(1)
    expect(world.printed()).toContain('lessons/01-adding/lesson.md')
    expect(world.printed()).toContain('Mend this first: Course.')
  })

  it('fails where the workbook is a folder of other things', async () => {
    const cwd = temporaryFolder('photos')
    writeFileSync(join(cwd, 'cat.jpg'), '')
    const found = await finding('workbook', { cwd, flags: { workbook: '.', color: false } })
    expect(found).toMatchObject({ status: 'missing', mend: expect.stringContaining('course init') })
  })

  it.each([
    ['20.18.3', 'missing'],
    ['20.19.0', 'fine'],
    ['21.7.0', 'missing'],
    ['22.11.0', 'missing'],
    ['22.12.0', 'fine'],
    ['24.1.0', 'fine'],
  ])('Node %s is %s', async (version, status) => {
    const found = (await examine(fakeWorld(), version)).find(({ id }) => id === 'node')
    expect(found?.status).toBe(status)
  })

  it('says what is lost without a home folder', async () => {
    expect(await finding('cache', { env: {} })).toMatchObject({
      status: 'lacking',
      mend: expect.stringContaining('COURSE_CACHE'),
    })
  })
})

describe('services', () => {
  it.skipIf(process.platform === 'win32')('are found on the PATH, with the day that uses them', async () => {
    const bin = temporaryFolder('bin')
    writeFileSync(join(bin, 'redis-server'), '#!/bin/sh\n')
    chmodSync(join(bin, 'redis-server'), 0o755)
    mkdirSync(join(bin, 'mongod'))
    const course = withServices()
    const env = { PATH: bin }
    expect(await finding('redis', { env, flags: { course, color: false } })).toMatchObject({
      status: 'fine',
      detail: `${join(bin, 'redis-server')}; from day 2: queues`,
    })
    expect(await finding('mongodb', { env })).toMatchObject({
      detail: 'the built-in stand-in for MongoDB; this course does not use it',
    })
  })

  it('say what stands in for them, and what that cannot show', async () => {
    const course = makeCourse(temporaryFolder('course'), {
      'course.yaml':
        'title: Tiny\nphases: []\nservices:\n  - { id: mongodb, from: 1, use: all }\n  - { id: postgres, from: 1, use: all }\n',
    })
    const overrides = { env: { PATH: '' }, flags: { course, color: false } }
    expect(await finding('mongodb', overrides)).toMatchObject({
      status: 'lacking',
      detail: expect.stringMatching(/stand-in.*from day 1: all\nIt cannot show: .*failover/),
      mend: expect.stringContaining('mongod'),
    })
    expect(await finding('postgres', overrides)).toMatchObject({ detail: expect.stringMatching(/embedded|PGlite/) })
  })

  it('come with the course where there is only one way', async () => {
    const overrides = { env: { PATH: '', SMTP_URL: 'smtp://127.0.0.1:1' } }
    expect(await finding('smtp', overrides)).toMatchObject({
      status: 'fine',
      detail: expect.stringMatching(/^smtp-server [\d.]+ \(real SMTP/),
    })
    expect(await finding('oauth', overrides)).toMatchObject({
      status: 'fine',
      detail: expect.stringMatching(/^oidc-provider [\d.]+ \(real OpenID/),
    })
    expect(await finding('payments', overrides)).toMatchObject({
      status: 'fine',
      detail: expect.stringMatching(/^a payment gateway of ours/),
    })
    expect(await finding('llm', overrides)).toMatchObject({
      status: 'fine',
      detail: expect.stringMatching(/^a stand-in of ours for a language model/),
    })
    expect(await finding('s3', overrides)).toMatchObject({
      status: 'fine',
      detail: expect.stringMatching(/^a server of ours that speaks S3/),
    })
  })

  it('are found at an address that answers, without showing its password', async () => {
    const server = createServer((socket) => socket.end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const found = await finding('redis', { env: { REDIS_URL: `redis://me:secret@127.0.0.1:${port}/0` } })
    await new Promise((resolve) => server.close(resolve))
    expect(found).toMatchObject({ status: 'fine', detail: expect.stringContaining(`127.0.0.1:${port}`) })
    expect(found?.detail).not.toContain('secret')
  })

  it.each(['redis://127.0.0.1:1', 'not an address'])('are lacking at %j', async (url) => {
    const found = await finding('redis', { env: { REDIS_URL: url } })
    expect(found).toMatchObject({ status: 'lacking', mend: expect.stringContaining('unset REDIS_URL') })
  })
})

async function finding(id: string, overrides: Parameters<typeof fakeWorld>[0]) {
  return (await examine(fakeWorld(overrides))).find((each) => each.id === id)
}

function withServices(): string {
  const root = makeCourse(temporaryFolder('course'))
  const plan = 'title: Tiny\nphases: []\nservices:\n  - { id: redis, from: 2, use: queues }\n'
  return makeCourse(root, { 'course.yaml': plan })
}
