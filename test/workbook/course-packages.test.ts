import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { linkPackages, packagesOutOfSight } from '../../src/engine/workbook/course-packages.ts'
import { makeCourse, temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'

const BLOCK = `import express from 'express'
import { S3Client } from '@aws-sdk/client-s3'
console.log(typeof express(), typeof S3Client)
`

describe('a program of the learner’s own, in a workbook outside the course', () => {
  let cwd: string
  let workbook: string

  beforeEach(async () => {
    cwd = temporaryFolder('learner')
    workbook = join(cwd, 'wb')
    expect((await runCourse(['init', 'wb'], { cwd })).code).toBe(0)
    writeFileSync(join(workbook, 'try.mjs'), BLOCK)
  })

  it('finds the packages of the course once npm has run what package.json tells it to', async () => {
    expect(() => execFileSync(process.execPath, ['try.mjs'], { cwd: workbook, stdio: 'pipe' })).toThrow(
      /ERR_MODULE_NOT_FOUND/,
    )
    const { scripts } = JSON.parse(readFileSync(join(workbook, 'package.json'), 'utf8'))
    const [command, ...words] = scripts.dependencies.split(' ')
    expect(command).toBe('course')
    expect(await runCourse(words, { cwd: workbook })).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d\d/) })
    expect(run()).toBe('function function\n')
    expect((await runCourse(words, { cwd: workbook })).stdout).toContain('find the packages of the course already')
  })

  it('is what course doctor looks after, and says how to mend', async () => {
    const lacking = await programs()
    expect(lacking).toMatchObject({ status: 'lacking', detail: expect.stringContaining('do not find @aws-sdk/client') })
    expect(lacking.mend).toBe('Link them: `course doctor --install packages`')
    expect((await runCourse(['doctor', '--install', 'packages'], { cwd: workbook })).code).toBe(0)
    expect(await programs()).toMatchObject({ status: 'fine' })
  })

  it('is told of in the README of a workbook that moves out of the course, and init does what that says', async () => {
    const moved = join(cwd, 'moved')
    // As it lies in a checkout: without a package.json.
    cpSync(workbook, moved, { recursive: true, filter: (path) => !path.endsWith('package.json') })
    expect(readFileSync(join(moved, 'README.md'), 'utf8')).toContain('`npx course init <its new place>`')
    const init = await runCourse(['init', 'moved'], { cwd })
    expect(init.stdout).toContain('added: package.json\n')
    expect(init.stdout).toMatch(/npm install +types and packages/)
    expect(existsSync(join(moved, 'package.json'))).toBe(true)
  })

  it('is not looked after where there is no workbook', async () => {
    const ran = await runCourse(['doctor', '--install', 'packages'])
    expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('is not a workbook yet.') })
  })

  async function programs() {
    const { stdout } = await runCourse(['doctor', '--json'], { cwd: workbook })
    return JSON.parse(stdout).findings.find(({ id }: { id: string }) => id === 'programs')
  }

  function run(): string {
    return execFileSync(process.execPath, ['try.mjs'], { cwd: workbook, encoding: 'utf8' })
  }
})

describe('links to packages', () => {
  const tool = makeCourse(temporaryFolder('tool'), {
    'package.json': '{ "dependencies": { "one": "1", "two": "1", "absent": "1" } }',
    'node_modules/one/package.json': '{ "name": "one" }',
    'node_modules/two/package.json': '{ "name": "two" }',
  })

  it('leave what is there, and replace a link that leads nowhere', () => {
    const root = makeCourse(temporaryFolder('wb'), { 'node_modules/one/package.json': '{ "name": "mine" }' })
    symlinkSync(join(root, 'gone'), join(root, 'node_modules/two'), 'junction')
    expect(linkPackages(root, tool)).toEqual(['two'])
    expect(readFileSync(join(root, 'node_modules/one/package.json'), 'utf8')).toContain('mine')
    expect(readFileSync(join(root, 'node_modules/two/package.json'), 'utf8')).toContain('two')
  })

  it('are not needed for what a folder above has', () => {
    const above = makeCourse(temporaryFolder('above'), {
      'node_modules/one/package.json': '{}',
      'node_modules/two/package.json': '{}',
    })
    expect(packagesOutOfSight(join(above, 'wb'), tool)).toEqual([])
  })
})
