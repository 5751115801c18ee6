/** A Dockerfile, read by dockerfile-ast, as plain data. */
import { DockerfileParser, type ModifiableInstruction, type PropertyInstruction, type Run } from 'dockerfile-ast'

export interface Instruction {
  line: number
  /** In capitals. */
  keyword: string
  flags: { name: string; value: string }[]
  /** What follows keyword and flags, with continued lines joined and comments taken out. */
  text: string
  /** Of the exec form. */
  words: string[] | undefined
  /** Of ENV, ARG and LABEL. */
  pairs: { name: string; value: string | undefined }[]
  /** What stands in the documents of `<<EOF`. */
  documents: string[]
  from: { image: string; alias: string | undefined } | undefined
}

const FLAGGED = new Set(['RUN', 'COPY', 'ADD', 'HEALTHCHECK'])
const PAIRS = new Set(['ENV', 'ARG', 'LABEL'])

/** What the parser gives for an instruction is told by its keyword. */
type Ast = ReturnType<ReturnType<typeof DockerfileParser.parse>['getInstructions']>[number]

export function readInstructions(source: string): Instruction[] {
  const lines = source.split(/\r?\n/)
  return DockerfileParser.parse(source)
    .getInstructions()
    .map((ast) => instructionOf(ast, lines))
}

function instructionOf(ast: Ast, lines: string[]): Instruction {
  const range = ast.getRange()
  const keyword = ast.getKeyword().toUpperCase()
  const flags = flagsOf(ast, keyword)
  const text = (ast.getArgumentsContent() ?? '').trim()
  const documents = keyword === 'RUN' || keyword === 'COPY' ? (ast as Run).getHeredocs() : []
  const words = keyword === 'HEALTHCHECK' ? undefined : execWords(text)
  return {
    ...{ line: range.start.line + 1, keyword, flags, text, words, pairs: pairsOf(ast, keyword) },
    documents: documents.map((each) => textOf(each, lines)),
    from: keyword === 'FROM' ? fromOf(text) : undefined,
  }
}

function textOf(document: ReturnType<Run['getHeredocs']>[number], lines: string[]): string {
  const range = document.getContentRange()
  if (!range) return ''
  return lines.slice(range.start.line, range.end.line + (range.end.character > 0 ? 1 : 0)).join('\n')
}

function flagsOf(ast: Ast, keyword: string): Instruction['flags'] {
  if (!FLAGGED.has(keyword)) return []
  const flags = (ast as ModifiableInstruction).getFlags()
  return flags.map((flag) => ({ name: flag.getName(), value: (flag.getValue() ?? '').replace(/^"(.*)"$/, '$1') }))
}

/** The exec form is a JSON array of texts; all else is the shell form. */
export function execWords(text: string): string[] | undefined {
  if (!text.trim().startsWith('[')) return undefined
  try {
    const words: unknown = JSON.parse(text)
    const isList = Array.isArray(words) && words.every((word) => typeof word === 'string')
    return isList ? (words as string[]) : undefined
  } catch {
    return undefined
  }
}

function pairsOf(ast: Ast, keyword: string): Instruction['pairs'] {
  if (!PAIRS.has(keyword)) return []
  const properties = (ast as PropertyInstruction).getProperties()
  return properties.map((property) => ({ name: property.getName(), value: property.getValue() ?? undefined }))
}

function fromOf(text: string): Instruction['from'] {
  const [image = '', as, alias] = text.split(/\s+/)
  return { image, alias: as?.toUpperCase() === 'AS' ? alias?.toLowerCase() : undefined }
}
