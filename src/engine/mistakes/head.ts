import * as v from 'valibot'
import { parseYamlAs, splitFrontMatter } from '../course/parse.ts'
import { type MistakeHeader, mistakeSchema } from '../course/schema.ts'

/** A wrong answer's text, cut into the YAML that describes it and what follows. */
export interface Described {
  yaml: string
  body: string
  /** 1-based lines at which the two begin. */
  yamlLine: number
  bodyLine: number
}

const COMMENT = /^\uFEFF?\s*\/\*+[ \t]*mistake[ \t]*\n([\s\S]*?)\*\/[ \t]*\n?/

/** The comment that opens a whole file; undefined when it does not open with one. */
export function splitComment(source: string): Described | undefined {
  const text = source.replaceAll('\r\n', '\n')
  const match = COMMENT.exec(text)
  const yaml = match?.[1]
  if (yaml === undefined) return undefined
  return { yaml: dedent(yaml), body: text.slice(match?.[0].length), yamlLine: 2, bodyLine: linesIn(match?.[0]) + 1 }
}

/**
 * The front matter of a difference. `git apply` and `patch` pass over it.
 * @throws ParseFailure when there is none
 */
export function splitDifference(source: string): Described {
  const { yaml, body, bodyLine } = splitFrontMatter(source.replaceAll('\r\n', '\n'))
  return { yaml, body, yamlLine: 2, bodyLine }
}

/** @throws ParseFailure naming the line and the field that is wrong */
export function parseHead({ yaml, yamlLine }: Pick<Described, 'yaml' | 'yamlLine'>): MistakeHeader {
  return parseYamlAs(mistakeSchema, yaml, yamlLine)
}

/** What of the solution a folder says that it goes without. The rest of the head may be unfinished. */
export function goneWithout({ yaml, yamlLine }: Pick<Described, 'yaml' | 'yamlLine'>): string[] {
  return parseYamlAs(v.object({ without: mistakeSchema.entries.without }), yaml, yamlLine).without ?? []
}

function linesIn(text = ''): number {
  return text.split('\n').length - 1
}

/** YAML that stands indented inside the comment reads like YAML that does not. */
function dedent(text: string): string {
  const lines = text.split('\n')
  const depths = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length)
  const depth = Math.min(...depths)
  return Number.isFinite(depth) ? lines.map((line) => line.slice(depth)).join('\n') : text
}
