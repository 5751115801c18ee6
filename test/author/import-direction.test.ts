import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../fixtures/build.ts'

const ROOT = join(import.meta.dirname, '../..')
const BIOME = join(ROOT, 'node_modules/@biomejs/biome/bin/biome')

/** Lints one file of a made-up checkout with the rule alone. */
function lint(file: string, source: string): 'allowed' | 'refused' {
  const root = temporaryFolder('lint')
  cpSync(join(ROOT, 'lint'), join(root, 'lint'), { recursive: true })
  writeFileSync(
    join(root, 'biome.json'),
    JSON.stringify({
      root: true,
      plugins: ['./lint/import-direction.grit'],
      linter: { rules: { preset: 'none' } },
      formatter: { enabled: false },
      assist: { enabled: false },
    }),
  )
  mkdirSync(join(root, dirname(file)), { recursive: true })
  writeFileSync(join(root, file), source)
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIOME, 'check', file], {
    cwd: root,
    encoding: 'utf8',
  })
  const output = stdout + stderr
  if (status === 0) return 'allowed'
  expect(output).toContain('goes against the direction')
  return 'refused'
}

it.each([
  ['src/ui/course/a.ts', `import { judge } from '../../engine/judge/judge.ts'`],
  ['src/ui/course/a.ts', `import { type Day, loadCourse } from '../../engine/course/load.ts'`],
  ['src/ui/course/a.ts', `export { loadCourse } from '../../engine/course/load.ts'`],
  ['src/ui/course/a.ts', `export const later = () => import('../../../tracker/store.ts')`],
  ['src/ui/course/a.ts', `import { prove } from '../../author/prove.ts'`],
  ['src/engine/judge/a.ts', `import { renderTable } from '../../ui/text/table.ts'`],
  ['src/engine/judge/a.ts', `import { openTracker } from '../../../tracker/store.ts'`],
  ['src/services/a.ts', `import { loadCourse } from '../engine/course/load.ts'`],
  ['src/author/a.ts', `import { renderFindings } from '../ui/author/report.ts'`],
  ['src/web/client/day/a.ts', `import { judge } from '../../../engine/judge/judge.ts'`],
  ['src/web/client/a.ts', `import { openTracker } from '../../../tracker/store.ts'`],
  ['src/commands/a.ts', `import { main } from '../cli.ts'`],
  ['tracker/a.ts', `import { loadCourse } from '../src/engine/course/load.ts'`],
])('refuses %s: %s', (file, source) => {
  expect(lint(file, `${source}\n`)).toBe('refused')
})

it.each([
  ['src/ui/course/a.ts', `import type { Day } from '../../engine/course/model.ts'`],
  ['src/ui/course/a.ts', `import { lookOf } from '../terminal/look.ts'`],
  ['src/ui/course/a.ts', `import { renderFindings } from '../author/report.ts'`],
  ['src/engine/judge/a.ts', `import { findRedis } from '../../services/detect.ts'`],
  ['src/author/a.ts', `import { loadCourse } from '../engine/course/load.ts'`],
  ['src/web/client/day/a.ts', `import type { Trace } from '../../../engine/trace/trace.ts'`],
  ['src/commands/a.ts', `import { openTracker } from '../../tracker/store.ts'`],
  ['tracker/a.ts', `import { Problem } from '../src/problem.ts'`],
])('allows %s: %s', (file, source) => {
  expect(lint(file, `${source}\n`)).toBe('allowed')
})
