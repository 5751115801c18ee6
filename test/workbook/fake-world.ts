import { PassThrough } from 'node:stream'
import type { World } from '../../src/world.ts'
import { TINY_COURSE, temporaryFolder } from '../fixtures/build.ts'

export interface FakeWorld extends World {
  /** What was printed so far. */
  printed: () => string
  /** What went to stderr so far. */
  complained: () => string
}

const REPOSITORY = new URL('../..', import.meta.url).pathname.replace(/\/$/, '')

/** A world without a terminal, in an empty folder, at noon of 9 March 2026, with the tiny course. */
export function fakeWorld(overrides: Partial<World> = {}): FakeWorld {
  const [out, err] = [collector(), collector()]
  return {
    cwd: temporaryFolder('cwd'),
    env: { PATH: process.env['PATH'], COURSE_CACHE: temporaryFolder('cache') },
    stdin: new PassThrough(),
    stdout: out.stream,
    stderr: err.stream,
    now: () => new Date('2026-03-09T12:00:00Z'),
    random: () => 0.5,
    signal: new AbortController().signal,
    packageRoot: REPOSITORY,
    flags: { course: TINY_COURSE, color: false },
    printed: out.text,
    complained: err.text,
    ...overrides,
  }
}

function collector() {
  const stream = new PassThrough()
  let text = ''
  stream.setEncoding('utf8').on('data', (piece: string) => {
    text += piece
  })
  const read = () => {
    text += stream.read() ?? ''
    return text
  }
  return { stream, text: read }
}
