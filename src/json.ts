import type { Problem } from './problem.ts'

/** Of everything that `--json` prints (docs/json.md). It rises when scripts that read it would have to change. */
const VERSION = 1

/** What `--json` prints: always one object with a version. */
export function toJson(value: object): string {
  return `${JSON.stringify({ version: VERSION, ...value }, null, 2)}\n`
}

/** What `--json` prints in place of an answer. */
export function errorJson({ code, message, hint }: Pick<Problem, 'code' | 'message' | 'hint'>): string {
  return toJson({ error: { code, message, hint } })
}

/** Of a command line that cannot be understood, which is known before there is a command. */
export function usageJson(message: string, hint: string): string {
  return errorJson({ code: 'usage', message, hint })
}
