import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Course, Day } from './course/model.ts'

export interface AboutDemo {
  name: string
  /** Absolute. */
  file: string
  source: string
  /** The first sentence of the comment that it begins with; empty where it begins without one. */
  about: string
  /** Whether it draws what it does, for those who look at it on the page. */
  draws: boolean
}

/** What a demo is, read from its file. */
export function aboutDemo(course: Pick<Course, 'root'>, day: Pick<Day, 'room'>, name: string): AboutDemo {
  const file = join(course.root, 'lessons', day.room, 'demo', `${name}.ts`)
  const source = readFileSync(file, 'utf8')
  const [comment = ''] = /^(?:\/\/.*\n?)+/.exec(source) ?? []
  const text = comment
    .replace(/^\/\/ ?/gm, '')
    .replace(/\s+/g, ' ')
    .trim()
  const [about = ''] = /^.*?[.:?!](?= |$)/.exec(text) ?? [text]
  return {
    name,
    file,
    source,
    about: about.replace(/:$/, '.'),
    draws: source.includes("from 'backend-workbook/picture'"),
  }
}
