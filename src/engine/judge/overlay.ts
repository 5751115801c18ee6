import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { readMistakes } from '../course/mistakes.ts'
import type { Course, Day, Exercise } from '../course/model.ts'

export interface Merged {
  folder: string
  remove: () => void
}

/**
 * A wrong answer to a project is written as the files that differ from the solution. Puts both together in a temporary
 * folder, without what the wrong answer says that it does not have.
 */
export function mergeMistake(
  course: Pick<Course, 'root'>,
  day: Pick<Day, 'room'>,
  exercise: Pick<Exercise, 'id'>,
  name: string,
): Merged {
  const around = mkdtempSync(join(realpathSync(tmpdir()), 'course-project-'))
  const folder = join(around, exercise.id)
  const remove = () => rmSync(around, { recursive: true, force: true, maxRetries: 3 })
  try {
    // What is imported by name comes from the course's own packages: see src/fenced/app-preload.ts.
    writeFileSync(join(around, 'package.json'), '{ "type": "module" }\n')
    copy(join(course.root, 'solutions', day.room, exercise.id), folder)
    const mistake = readMistakes(course, day, exercise).find((each) => each.name === name)
    const without = mistake?.status === 'described' ? (mistake.header.without ?? []) : []
    for (const path of without) rmSync(join(folder, path), { recursive: true, force: true })
    copy(join(course.root, 'solutions', day.room, 'mistakes', exercise.id, name), folder)
    return { folder, remove }
  } catch (error) {
    remove()
    throw error
  }
}

function copy(from: string, to: string): void {
  cpSync(from, to, { recursive: true, filter: (path) => basename(path) !== 'node_modules' })
}
