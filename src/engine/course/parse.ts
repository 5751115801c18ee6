import * as v from 'valibot'
import { isNode, LineCounter, parseDocument, parse as parseYaml, YAMLParseError } from 'yaml'
import { sayIssue, sayYamlError } from './complaint.ts'

/** What was wrong in a file that an author wrote, with the line where it can be told. */
export class ParseFailure extends Error {
  override readonly name = 'ParseFailure'
  /** Relative to the course, where it is not the file that was being read. */
  readonly file: string | undefined

  constructor(message: string, file?: string) {
    super(message)
    this.file = file
  }
}

const NO_ANCHOR = 'a text that begins with * is a reference in YAML: put it into quotes'

/**
 * YAML text to a value of the schema's type.
 * @throws ParseFailure naming the line, the place (`topics.2.evidence`) and what is wrong with it
 */
export function parseYamlAs<S extends v.GenericSchema>(schema: S, text: string, firstLine = 1): v.InferOutput<S> {
  let raw: unknown
  try {
    raw = parseYaml(text, { logLevel: 'error' })
  } catch (error) {
    if (error instanceof ReferenceError) throw new ParseFailure(NO_ANCHOR)
    if (!(error instanceof YAMLParseError)) throw error
    const line = (error.linePos?.[0].line ?? 1) + firstLine - 1
    throw new ParseFailure(`line ${line}: ${sayYamlError(error)}`)
  }
  const result = v.safeParse(schema, raw)
  if (result.success) return result.output
  const issues = result.issues.slice(0, 5).map((issue) => {
    const keys = (issue.path ?? []).map((item) => item.key)
    return `line ${lineOf(text, keys) + firstLine - 1}: ${v.getDotPath(issue) ?? 'the file'}: ${sayIssue(issue)}`
  })
  throw new ParseFailure(issues.join('\n'))
}

/** The line of the value at a path, or of what is nearest above it: what is missing has no line. */
function lineOf(text: string, path: unknown[]): number {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true)
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  return 1
}

/**
 * Splits a Markdown file into its YAML front matter and its prose.
 * @throws ParseFailure when it does not open with `---` on a line of its own and close it again
 */
export function splitFrontMatter(text: string): { yaml: string; body: string; bodyLine: number } {
  const match = /^\uFEFF?---\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(text)
  if (!match?.[1]) throw new ParseFailure('no front matter: the file must open with --- and close it with ---')
  return { yaml: match[1], body: text.slice(match[0].length), bodyLine: match[0].split('\n').length }
}
