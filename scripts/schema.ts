// Writes schema/: for what authors write, so that editors complete and check it, and for what --json prints: `npm run schema`.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { toJsonSchema } from '@valibot/to-json-schema'
import type { GenericSchema } from 'valibot'
import {
  courseSchema,
  lessonSchema,
  mistakeSchema,
  quizSchema,
  translationSchema,
} from '../src/engine/course/schema.ts'
import { jsonShapes } from '../src/json-shapes/shapes.ts'

const SCHEMAS: Record<string, { title: string; schema: GenericSchema }> = {
  course: { title: 'course.yaml: what a whole course needs', schema: courseSchema },
  lesson: { title: 'The front matter of a lesson.md', schema: lessonSchema },
  translation: { title: 'The front matter of a lesson.<language>.md', schema: translationSchema },
  quiz: { title: "quiz.yaml: a day's questions", schema: quizSchema },
  mistake: { title: 'The head of a wrong answer', schema: mistakeSchema },
  ...Object.fromEntries(
    Object.entries(jsonShapes).map(([name, schema]) => [
      `json/${name}`,
      { title: `What "course ${name} --json" prints`, schema },
    ]),
  ),
}

/** Path to text. What JSON Schema cannot say (trimming, "exactly one is correct") `course author check` says. */
export function jsonSchemas(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(SCHEMAS).map(([name, { title, schema }]) => {
      const { $schema, ...rest } = toJsonSchema(schema, { typeMode: 'input', errorMode: 'ignore' })
      return [`${name}.schema.json`, `${JSON.stringify({ $schema, title, ...rest }, undefined, 2)}\n`]
    }),
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const folder = join(import.meta.dirname, '../schema')
  mkdirSync(join(folder, 'json'), { recursive: true })
  for (const [name, text] of Object.entries(jsonSchemas())) writeFileSync(join(folder, name), text)
}
