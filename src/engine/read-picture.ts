import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { PictureLine } from '../picture/steps.ts'

/** A picture that never ends would fill the page. */
const MOST_LINES = 2000

/** Hands on what a program draws. Its descriptor 3 is a pipe. */
export function readPicture(child: ChildProcess, tell: (line: PictureLine) => void): void {
  let count = 0
  const lines = createInterface({ input: child.stdio[3] as Readable })
  lines.on('line', (text) => {
    count += 1
    if (count <= MOST_LINES) tell(JSON.parse(text) as PictureLine)
  })
}
