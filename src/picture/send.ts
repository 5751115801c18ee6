import { writeSync } from 'node:fs'
import type { PictureLine } from './steps.ts'

/** Names the file descriptor on which somebody wants the lines of pictures. */
export const DESCRIPTOR = 'COURSE_PICTURE_FD'

/** At once, so that it is not lost when the program ends, and stands in the order of what it prints. */
export function send(line: PictureLine): void {
  const descriptor = Number(process.env[DESCRIPTOR])
  if (descriptor > 2) writeSync(descriptor, `${JSON.stringify(line)}\n`)
}
