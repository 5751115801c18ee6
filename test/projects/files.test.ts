/** What checks get to see of a project's folder. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { projectFiles } from '../../src/check/project-files.ts'

function projectWith(paths: string[]): void {
  const root = mkdtempSync(join(tmpdir(), 'course-project-'))
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true })
    vi.unstubAllEnvs()
  })
  for (const path of paths) {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), 'text')
  }
  vi.stubEnv('COURSE_PROJECT', root)
}

const paths = (files: { path: string }[]) => files.map(({ path }) => path)

it('gives no dot files, unless they are asked for', () => {
  projectWith(['Dockerfile', '.dockerignore', '.github/workflows/ci.yml', '.git/HEAD', 'node_modules/a.js', 'src/a.ts'])
  expect(paths(projectFiles())).toEqual(['Dockerfile', 'src/a.ts'])
  expect(paths(projectFiles({ hidden: true }))).toEqual([
    '.dockerignore',
    '.github/workflows/ci.yml',
    'Dockerfile',
    'src/a.ts',
  ])
})
