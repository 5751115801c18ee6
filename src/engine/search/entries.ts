import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readSections } from '../course/lesson-text.ts'
import { readQuestions } from '../course/load.ts'
import { type Course, type Day, type Exercise, refOf } from '../course/model.ts'
import { ParseFailure } from '../course/parse.ts'

/** Something of a course, or of its learner, that can be found and opened. */
export interface SearchEntry {
  kind: 'day' | 'topic' | 'section' | 'exercise' | 'question' | 'note'
  day: number
  title: string
  /** Anchor of a section, id of an exercise, a topic or a question, number of a note. */
  name: string
  /** Of a question that shows some; reading the quiz again would take longer than the search. */
  code?: string
}

/** An entry with the text that it is found by, besides its title. */
export interface SearchText extends SearchEntry {
  text: string
}

/**
 * Everything of a course that a learner may read before they have done anything: no hints, no answers, no options,
 * nothing of checks and solutions. A lesson or a quiz that cannot be read is left out.
 */
export function entriesOf(course: Course): SearchText[] {
  return course.days.flatMap((day) => [
    {
      kind: 'day' as const,
      day: day.day,
      title: day.title,
      name: day.slug,
      text: `${day.outcome} ${day.search.join(' ')}`,
    },
    ...day.topics.map(({ id, text, aliases = [] }) => ({
      kind: 'topic' as const,
      day: day.day,
      title: text,
      name: id,
      text: [id, ...aliases].join(' '),
    })),
    ...(day.status === 'ready'
      ? [...sectionsOf(course, day), ...exercisesOf(course, day), ...questionsOf(course, day)]
      : []),
  ])
}

/** The text of one entry, as its author wrote it: Markdown, or the source of a starter. Empty when it is gone. */
export function textOf(course: Course, entry: SearchEntry): string {
  const day = course.days.find((each) => each.day === entry.day)
  if (!day) return ''
  const same = ({ kind, name }: SearchEntry) => kind === entry.kind && name === entry.name
  switch (entry.kind) {
    case 'day':
      return day.outcome
    case 'section':
      return sectionsOf(course, day).find(same)?.text ?? ''
    case 'exercise':
      return exercisesOf(course, day).find(same)?.text ?? ''
    case 'question':
      return entry.code === undefined ? '' : `\`\`\`js\n${entry.code}\n\`\`\``
    default:
      return ''
  }
}

function sectionsOf(course: Course, day: Day): SearchText[] {
  const sections = readOrNothing(() => readSections(course, day)) ?? []
  return sections.map(({ anchor, title, markdown }) => ({
    kind: 'section',
    day: day.day,
    title,
    name: anchor,
    text: markdown,
  }))
}

function exercisesOf(course: Course, day: Day): SearchText[] {
  return day.exercises.map((exercise) => ({
    kind: 'exercise',
    day: day.day,
    title: exercise.title,
    name: exercise.id,
    text: contractOf(course, day, exercise),
  }))
}

/** What the learner is asked for: the brief of a project, the comments of any other starter. */
function contractOf(course: Course, day: Day, exercise: Exercise): string {
  const folder = join(course.root, 'exercises', day.room)
  const files = exercise.file.endsWith('/') ? [`${exercise.file}README.md`, `${exercise.file}app.ts`] : [exercise.file]
  for (const file of files) {
    const text = readOrNothing(() => readFileSync(join(folder, file), 'utf8'))
    if (text !== undefined) return file.endsWith('.md') ? text : commentsOf(text)
  }
  return refOf(day, exercise)
}

function commentsOf(source: string): string {
  const comments = source.match(/\/\*\*[\s\S]*?\*\//g) ?? []
  return comments.map((comment) => comment.slice(3, -2).replace(/^ *\* ?/gm, '')).join('\n\n')
}

/** The question and its code; the options would give it away. */
function questionsOf(course: Course, day: Day): SearchText[] {
  return (readOrNothing(() => readQuestions(course, day)) ?? []).map((question) => ({
    kind: 'question',
    day: day.day,
    title: question.prompt,
    name: question.id,
    ...(question.kind === 'predict' ? { code: question.code, text: question.code } : { text: '' }),
  }))
}

function readOrNothing<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    const isOfFiles = error instanceof ParseFailure || (error instanceof Error && 'code' in error)
    if (isOfFiles) return undefined
    throw error
  }
}
