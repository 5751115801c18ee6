/** The copy of a solution that an author edits into a wrong answer, where the solution is no program. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openCopy } from '../../src/author/mistake/copy.ts'
import { loadCourse } from '../../src/engine/course/load.ts'
import { copyFixture, temporaryFolder } from '../fixtures/build.ts'

it('opens with its description in a file that the solution has', () => {
  const course = loadCourse(copyFixture())
  const [day] = course.days
  const [exercise] = day?.exercises ?? []
  if (!day || !exercise) throw new Error('the tiny course has an exercise')
  const root = temporaryFolder('copy')
  const solution = join(root, 'solutions', day.room, 'image')
  mkdirSync(join(solution, 'bin'), { recursive: true })
  writeFileSync(join(solution, '.dockerignore'), '.git\n')
  writeFileSync(join(solution, 'Dockerfile'), 'FROM node:22\n')
  const place = { course: { ...course, root }, day, exercise: { ...exercise, id: 'image', file: 'image/' } }
  const copy = openCopy(place, 'latest', undefined)
  const path = join(copy.path, 'Dockerfile')
  expect(readFileSync(path, 'utf8')).toMatch(/^\/\* mistake\n[\s\S]*\*\/\nFROM node:22\n$/)
  writeFileSync(path, readFileSync(path, 'utf8').replace('node:22', 'node:latest'))
  expect([...copy.read().changes]).toContainEqual(['image/Dockerfile', 'FROM node:latest\n'])
})
