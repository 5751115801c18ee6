import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Course, Day } from '../engine/course/model.ts'
import { splitFrontMatter } from '../engine/course/parse.ts'
import { error, type Finding, warning } from './finding.ts'
import { type Program, readPrograms } from './programs.ts'
import { anchorsOf, FIGURE_COLUMNS, type Prose, readProseShape } from './prose.ts'
import { proveHints } from './repeats.ts'
import { readWording, type Wording } from './sentences.ts'
import { proveWording } from './wording.ts'

export interface LessonShape {
  prose: Prose
  wording: Wording
  programs: Program[]
  /** What `read:` may name. */
  anchors: Set<string>
}

export function readLesson(course: Pick<Course, 'root'>, day: Pick<Day, 'room'>): LessonShape {
  const { body, bodyLine } = splitFrontMatter(readFileSync(join(course.root, lessonFile(day)), 'utf8'))
  const prose = readProseShape(body, bodyLine)
  return {
    prose,
    wording: readWording(body, bodyLine),
    programs: readPrograms(body, bodyLine),
    anchors: new Set(anchorsOf(prose)),
  }
}

export function lessonFile(day: Pick<Day, 'room'>): string {
  return `lessons/${day.room}/lesson.md`
}

/** The lesson's length, its sections, its code and its sentences. */
export function proveProse(day: Day, { prose, wording }: LessonShape, [least, most]: [number, number]): Finding[] {
  const file = lessonFile(day)
  const findings: Finding[] = []
  if (prose.words < least || prose.words > most) {
    const mend =
      prose.words < least ? `Write ${least - prose.words} words more.` : `Cut ${prose.words - most} words, or split it.`
    findings.push(error(file, `The prose has ${prose.words} words; a lesson has ${least} to ${most}.`, mend))
  }
  if (prose.openFence !== undefined) {
    findings.push(error(file, 'A code fence opens and never closes.', 'Close it with ```.', prose.openFence))
  }
  for (const fence of prose.fences.filter(({ language }) => language === '')) {
    findings.push(error(file, 'A code fence names no language.', 'Write ```ts, js, bash, json or text.', fence.line))
  }
  for (const line of prose.wide) {
    findings.push(warning(file, `The figure is wider than ${FIGURE_COLUMNS} columns.`, 'Draw it narrower.', line))
  }
  const hints = day.exercises.flatMap((exercise) => proveHints(file, exercise))
  return [...findings, ...hints, ...proveSections(file, prose), ...proveWording(file, day.exercises, wording)]
}

function proveSections(file: string, { sections }: Prose): Finding[] {
  if (sections.length === 0) {
    return [error(file, 'The prose has no sections.', 'Cut it with headings like `## Title {#anchor}`.')]
  }
  return sections.flatMap(({ title, anchor, line }, index) => {
    if (anchor === undefined) {
      const mend = `Write \`## ${title} {#an-anchor}\`: checks and questions point to it.`
      return [error(file, `The section "${title}" has no anchor.`, mend, line)]
    }
    const twice = sections.findIndex((section) => section.anchor === anchor) < index
    return twice ? [error(file, `The anchor #${anchor} is there twice.`, 'Give each section its own.', line)] : []
  })
}

/** Every topic rests on something that exists, and everything that can be proved proves a topic. */
export function proveTopics(day: Day): Finding[] {
  const file = lessonFile(day)
  const proofs = new Set([
    ...day.exercises.map((exercise) => exercise.id),
    ...day.exercises.flatMap(({ id, project }) => project?.requirements.map((each) => `${id}/${each.id}`) ?? []),
    ...day.questionIds.map((id) => `quiz:${id}`),
    ...(day.hasBench ? ['bench'] : []),
  ])
  const missing = day.topics.flatMap((topic) =>
    topic.evidence
      .filter((evidence) => !proofs.has(evidence))
      .map((evidence) =>
        error(
          file,
          `Topic ${topic.id} rests on ${evidence}, which this day does not have.`,
          `Write it, or name one of: ${[...proofs].join(', ') || 'nothing yet'}.`,
        ),
      ),
  )
  return [...missing, ...repeated(day.topics, 'topic', file), ...repeated(day.exercises, 'exercise', file)]
}

/** Sections that exercises' checks or questions point to and the lesson lacks. */
export function proveReads(
  reads: { read: string; file: string; by: string; line?: number }[],
  { anchors }: Pick<LessonShape, 'anchors'>,
): Finding[] {
  return reads
    .filter(({ read }) => !anchors.has(read))
    .map(({ read, file, by, line }) =>
      error(
        file,
        `${by} points to the section #${read}, which the lesson does not have.`,
        `Name one of: ${[...anchors].join(', ')}.`,
        line,
      ),
    )
}

function repeated(things: { id: string }[], noun: string, file: string): Finding[] {
  const twice = things.filter(({ id }, index) => things.findIndex((other) => other.id === id) < index)
  return twice.map(({ id }) => error(file, `The ${noun} ${id} is there twice.`, 'Give each its own id.'))
}
