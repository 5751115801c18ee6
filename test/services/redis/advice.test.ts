import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as doctor from '../../../src/commands/doctor.ts'
import { adviseRedis } from '../../../src/services/redis/install.ts'
import { versionOf } from '../../../src/services/redis/version.ts'
import { temporaryFolder } from '../../fixtures/build.ts'
import { fakeWorld } from '../../workbook/fake-world.ts'

function folderWith(name: string, version: string): string {
  const folder = temporaryFolder('bin')
  writeFileSync(join(folder, name), `#!/bin/sh\necho "Redis server v=${version} sha=0 bits=64"\n`)
  chmodSync(join(folder, name), 0o755)
  return folder
}

describe.skipIf(process.platform === 'win32')('course doctor --install redis', () => {
  it('says how to get one, and that nothing was installed', async () => {
    const world = fakeWorld({ env: { PATH: '' } })
    expect(await doctor.run([], { install: 'redis' }, world)).toBe(1)
    expect(world.printed()).toMatch(/apt-get install redis-server[\s\S]*docker run/)
    for (const line of world.printed().split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
  })

  it.each(['redis-server', 'valkey-server'])('finds a %s', async (name) => {
    const bin = folderWith(name, '8.1.0')
    const world = fakeWorld({ env: { PATH: bin } })
    expect(await doctor.run([], { install: 'redis', json: true }, world)).toBe(0)
    expect(JSON.parse(world.printed())).toMatchObject({ ok: true, found: { path: join(bin, name), version: '8.1.0' } })
  })

  it('tells of one that is too old', async () => {
    const world = fakeWorld({ env: { PATH: folderWith('redis-server', '6.0.16') } })
    expect(await doctor.run([], { install: 'redis' }, world)).toBe(1)
    expect(world.printed()).toMatch(/^Redis 6\.0\.16 at \S+ is too old/)
  })
})

it.each([
  ['darwin', /macOS/],
  ['linux', /Debian/],
  ['win32', /Windows/],
  ['freebsd', /anywhere/],
])('what fits %s comes first', (platform, system) => {
  expect(adviseRedis({ PATH: '' }, platform).ways[0]?.system).toMatch(system)
})

it.each([
  ['redis_version:7.0.15\r\n', { label: 'Redis 7.0.15' }],
  ['redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.1.1\r\n', { label: 'Valkey 8.1.1' }],
  ['redis_version:10.0.0', { label: 'Redis 10.0.0' }],
  ['redis_version:6.0.16', { label: 'Redis 6.0.16', tooOld: expect.stringContaining('6.2 or newer') }],
])('%j is understood', (info, expected) => {
  expect(versionOf(info)).toEqual(expected)
})
