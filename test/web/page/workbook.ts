import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export const ADD = 'export function add(a: number, b: number): number {\n  return a + b\n}\n'

/** Writes a file of the workbook as another editor would. */
export function writeElsewhere(workbook: string, path: string, text: string): void {
  const file = join(workbook, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

export function readOf(workbook: string, path: string): string | undefined {
  const file = join(workbook, path)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
