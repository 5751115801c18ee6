import { Marked, type MarkedToken } from 'marked'
import { normaliseOutput, runSnippet, type SnippetResult } from '../engine/quiz/run-snippet.ts'
import { type Finding, remark } from './finding.ts'

/** A `js` block of a lesson with a `text` block directly behind it: a program, and what it prints. */
export interface Program {
  code: string
  output: string
  /** Of the program's fence, 1-based. */
  line: number
}

/** A sentence between the two says that what follows is one run, and the next will print something else. */
export function readPrograms(markdown: string, firstLine = 1): Program[] {
  let line = firstLine
  let before: { code: string; line: number } | undefined
  const programs: Program[] = []
  for (const token of new Marked({ gfm: true }).lexer(markdown) as MarkedToken[]) {
    if (token.type === 'code' && token.lang === 'text' && before) programs.push({ ...before, output: token.text })
    if (token.type !== 'space') {
      before = token.type === 'code' && token.lang === 'js' ? { code: token.text, line } : undefined
    }
    line += token.raw.split('\n').length - 1
  }
  return programs
}

const PROGRAM_MS = 20_000

export type RunProgram = (code: string) => Promise<SnippetResult>

/** A first line such as `// try.cjs` names the file that a reader is to paste the program into. */
const NAMES_COMMONJS = /^\/\/ \S+\.cjs\b/

/** Runs programs as a reader does who pastes them into a file. */
export function programRunner(options: { signal: AbortSignal; packageRoot: string }): RunProgram {
  return (code) =>
    runSnippet({ code, as: NAMES_COMMONJS.test(code) ? 'commonjs' : 'module' }, { ...options, ms: PROGRAM_MS })
}

/** Two at a time: most of them wait for a timer or a connection. */
const AT_ONCE = 2

/** Programs that do not print on this Node.js what the lesson says, a line each. */
export async function provePrograms(file: string, programs: Program[], run: RunProgram): Promise<Finding[]> {
  const left = [...programs]
  const findings: Finding[] = []
  const worker = async () => {
    for (let program = left.shift(); program; program = left.shift()) {
      const fault = faultOf(program, await run(program.code))
      if (fault !== undefined) findings.push(remark(file, fault, program.line))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return findings.sort((one, other) => (one.line ?? 0) - (other.line ?? 0))
}

function faultOf({ output }: Program, result: SnippetResult): string | undefined {
  if (result.status === 'timed-out') return `the program does not end within ${result.afterMs / 1000} s`
  if (result.status === 'printed-too-much') return 'the program prints without end'
  const expected = linesOf(output)
  const printed = linesOf(result.output)
  const at = expected.findIndex((line, index) => withoutMeasures(line) !== withoutMeasures(printed[index] ?? ''))
  if (at >= 0) return `the program prints "${printed[at] ?? ''}" where the lesson says "${expected[at]}"`
  if (printed.length > expected.length) return `the program prints more: "${printed[expected.length]}"`
  return undefined
}

function linesOf(text: string): string[] {
  return normaliseOutput(text).split('\n')
}

/** Times, sizes and shares are never the same twice, and neither are the columns that they fill. */
function withoutMeasures(line: string): string {
  return line.replace(/\d[\d.,]*(?= ?(?:(?:ms|µs|s|[kKMG]?B)\b|%))/g, '#').replace(/ +/g, ' ')
}
