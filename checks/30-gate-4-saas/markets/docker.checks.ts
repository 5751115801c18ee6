import { posix } from 'node:path'
import { check, expect } from 'backend-workbook/check'
import type { Build } from '../../26-docker/dockerfile/build.ts'
import { missingProgram, outcomes } from '../../26-docker/dockerfile/health.ts'
import { unpinned } from '../../26-docker/dockerfile/images.ts'
import { MODULE } from '../../26-docker/dockerfile/npm.ts'
import {
  buildOrders,
  FROM_LAPTOP,
  finalOf,
  inLayers,
  lineText,
  SECRETS,
  UNWANTED,
} from '../../26-docker/dockerfile/orders-service.ts'
import { rootReason, startOf } from '../../26-docker/dockerfile/start.ts'

/** What changes between two builds: a file that every project of this day has. */
const SOURCE = 'src/server.ts'
const SECRET_NAME = /(?:^|_)(?:KEY|APIKEY|TOKEN|SECRET|PASSWORD|PASSWD|AUTH|CREDENTIALS?)(?:_|$)/i
const secrets = [...SECRETS.values()].map((text) => text.trim().replace(/^.*?=/, ''))

/** A build that ends well: what is wrong with it is said by one check. */
function built(changes: Record<string, string> = {}): Build {
  const build = buildOrders(changes)
  expect(build.final ? build.problems : ['there is no FROM'], 'what would end the build with an error').toEqual([])
  return build
}

check(
  'the image has one instance, compiled from the sources of now, and its modules',
  { read: 'docker', requirement: 'docker', points: 2 },
  () => {
    const [now, next] = [{}, { [SOURCE]: 'another server' }].map((changes) => {
      const final = finalOf(built(changes))
      const path = startOf(final).script ?? posix.resolve(final.workdir, 'dist/server.js')
      return { path, text: final.files.get(path), final }
    })
    expect(posix.basename(now?.path ?? ''), 'the file that the image starts').toMatch(/^server\.[cm]?js$/)
    expect(now?.text ?? 'no such file', `${now?.path} in the image`).toMatch(/^compiled from /)
    expect(next?.text, `${next?.path} after a change of ${SOURCE}`).not.toBe(now?.text)
    const final = finalOf(built())
    const modules = foldersAbove(posix.dirname(now?.path ?? '/')).map((folder) =>
      final.files.get(posix.join(folder, MODULE)),
    )
    const module = modules.find((text) => text !== undefined)
    expect(module ?? 'not there', `node_modules, seen from ${now?.path}`).toMatch(/^installed from /)
    expect(module, 'node_modules').not.toBe(FROM_LAPTOP)
    expect(final.env['NODE_ENV'], 'NODE_ENV in the image').toBe('production')
  },
)

function foldersAbove(path: string): string[] {
  const parent = posix.dirname(path)
  return parent === path ? [path] : [path, ...foldersAbove(parent)]
}

check(
  'no layer has a compiler, sources or secrets, and the context is small',
  { read: 'docker', requirement: 'docker', points: 1 },
  () => {
    const build = built()
    const isUnwanted = (path: string, text: string) =>
      /\/node_modules\/typescript\//.test(path) ||
      (path.endsWith('.ts') && !path.includes('/node_modules/')) ||
      secrets.some((secret) => text.includes(secret))
    expect(inLayers(finalOf(build), isUnwanted), 'what should be in no layer of the image').toEqual([])
    const seen = [...UNWANTED.keys()].filter((path) => build.context.has(path))
    expect(seen, 'files that the builder gets to see').toEqual([])
    const named = build.instructions.flatMap(({ line, keyword, pairs }) =>
      pairs
        .filter(
          ({ name, value = '' }) => (SECRET_NAME.test(name) && !name.endsWith('_FILE')) || secrets.includes(value),
        )
        .map(({ name }) => `line ${line}: ${keyword} ${name}`),
    )
    expect(named, 'names and values that everybody with the image can read').toEqual([])
  },
)

check(
  'images have versions, and a change of the sources installs nothing again',
  { read: 'docker', requirement: 'docker', points: 1 },
  () => {
    const { stages } = built()
    const wrong = stages
      .flatMap(({ external }) => external)
      .flatMap(({ line, image }) =>
        unpinned(image) === undefined ? [] : [`line ${line}: ${image}: ${unpinned(image)}`],
      )
    expect([...new Set(wrong)], 'images that may be others next month').toEqual([])
    const installs = (build: Build) =>
      build.stages.flatMap(({ steps }) => steps).filter(({ installs }) => installs.length > 0)
    const before = installs({ ...built(), stages })
    expect(before.length, 'lines that install').toBeGreaterThan(0)
    const loose = before.filter(({ installs }) => installs.includes('install')).map(({ line }) => lineText(line))
    expect(loose, 'lines that install without npm ci').toEqual([])
    const known = new Set(before.map(({ key }) => key))
    const again = installs(built({ [SOURCE]: 'another server' })).filter(({ key }) => !known.has(key))
    expect(
      again.map(({ line }) => lineText(line)),
      `lines that install again when ${SOURCE} has changed`,
    ).toEqual([])
  },
)

check(
  'containers are not root, hear signals, and say how they are',
  { read: 'docker', requirement: 'docker', points: 2, ms: 6000 },
  async () => {
    const final = finalOf(built())
    expect(rootReason(final), `the user of the image, USER ${final.user}`).toBeUndefined()
    const { argv, wrong } = startOf(final)
    expect(wrong, `what a container runs: ${JSON.stringify(argv)}`).toBeUndefined()
    expect(final.health === undefined ? 'none' : 'there', 'the HEALTHCHECK of the image').toBe('there')
    expect(missingProgram(final), 'what lacks for HEALTHCHECK').toBeUndefined()
    expect(await outcomes(final), 'what the health check says').toEqual({
      '/health answers 200': 'healthy',
      '/health answers 503': 'unhealthy',
      'nobody listens': 'unhealthy',
    })
  },
)
