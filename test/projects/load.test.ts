/** What is wrong in the description of a project: a file and what to write there, and the other days still work. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadCourse } from '../../src/engine/course/load.ts'
import { resolveTarget } from '../../src/engine/judge/target.ts'
import { copyFixture } from '../fixtures/build.ts'

const LESSON = 'lessons/01-notes/lesson.md'
const CHECKS = 'checks/01-notes/notes-api'

/** The course with one text of one file replaced. */
function courseWith(file: string, from: string, to: string) {
  const root = copyFixture('project-course')
  const path = join(root, file)
  const text = readFileSync(path, 'utf8')
  expect(text).toContain(from)
  writeFileSync(path, text.replace(from, to))
  return loadCourse(root)
}

it('reads what each requirement is worth from the checks, and the mark from the gate', () => {
  const course = loadCourse(copyFixture('project-course'))
  expect(course.broken).toEqual([])
  expect(course.days[0]?.exercises[0]).toMatchObject({
    kind: 'project',
    file: 'notes-api/',
    hints: [],
    project: {
      pass: 70,
      requirements: [
        { id: 'structure', title: 'Folder structure', points: 20 },
        { id: 'notes', title: 'Notes over HTTP', points: 50 },
        { id: 'lifecycle', title: 'Starting and stopping', points: 30 },
      ],
    },
  })
})

it('begins at src/server.ts, or at the file that the lesson names', () => {
  const [plain, named] = [
    loadCourse(copyFixture('project-course')),
    courseWith(LESSON, '    kind: project\n', '    kind: project\n    entry: Dockerfile\n'),
  ]
  const target = { kind: 'file', path: '/home/ada/notes-api' } as const
  const entries = [plain, named].map((course) => {
    const [day] = course.days
    const [exercise] = day?.exercises ?? []
    return day && exercise && resolveTarget(course, day, exercise, target).entry
  })
  expect(entries).toEqual([join(target.path, 'src/server.ts'), join(target.path, 'Dockerfile')])
})

it.each<[string, [file: string, from: string, to: string], string, RegExp]>([
  [
    'points that do not make 100',
    [`${CHECKS}/notes.checks.ts`, 'points: 20', 'points: 21'],
    `${CHECKS}.check.ts`,
    /make 101, and must make 100 \(structure 20, notes 51, lifecycle 30\)/,
  ],
  [
    'a requirement that is not in the lesson',
    [`${CHECKS}/notes.checks.ts`, "requirement: 'notes', points: 20", "requirement: 'nots', points: 20"],
    `${CHECKS}/notes.checks.ts`,
    /"lists what was sent" names the requirement nots.*write one of structure, notes, lifecycle/,
  ],
  [
    'a check that is worth nothing',
    [`${CHECKS}/structure.checks.ts`, ', points: 20', ''],
    `${CHECKS}/structure.checks.ts`,
    /"has its routes in src\/routes" does not say what it is worth: write \{ read: '…', requirement: 'structure', points: 4 \}/,
  ],
  [
    'a requirement without a check',
    [LESSON, '      - { id: notes,', '      - { id: swagger, title: Documents }\n      - { id: notes,'],
    LESSON,
    /the requirement swagger has no check: write checks\/01-notes\/notes-api\/swagger\.checks\.ts/,
  ],
  [
    'a requirement that is there twice',
    [LESSON, '      - { id: notes,', '      - { id: structure, title: Again }\n      - { id: notes,'],
    LESSON,
    /the requirement structure is there twice/,
  ],
  [
    'a part that is not there',
    [`${CHECKS}.check.ts`, './notes-api/notes.checks.ts', './notes-api/note.checks.ts'],
    `${CHECKS}/note.checks.ts`,
    /cannot be read \(ENOENT\), and project notes-api needs it/,
  ],
  [
    'a project without a folder',
    [LESSON, 'id: notes-api', 'id: note-api'],
    'exercises/01-notes/note-api/',
    /is not there, and project note-api starts from it/,
  ],
  [
    'requirements of what is no project',
    [LESSON, 'kind: project', 'kind: server'],
    LESSON,
    /requirements: is a key that nobody reads/,
  ],
])('%s', (_, change, file, message) => {
  const course = courseWith(...change)
  expect(course.broken).toMatchObject([{ day: 1, file, message: expect.stringMatching(message) }])
  expect(course.days.map(({ day }) => day)).toEqual([2])
})
