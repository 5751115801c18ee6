import type { ChildProcess } from 'node:child_process'
import { StringDecoder } from 'node:string_decoder'
import { breaksIn } from '../engine/judge/printed.ts'
import { isFenced, seal } from './channel.ts'
import { atTheEnd } from './endings.ts'

/** The parent keeps no more of it. */
const TOLD = 64 * 1024

let told = 0

/** Tells the parent what a process of the learner's prints. */
export function tellPrinted(child: ChildProcess): void {
  if (!isFenced()) return
  atTheEnd(() => {
    told = 0
  })
  for (const stream of [child.stdout, child.stderr]) {
    const decoder = new StringDecoder('utf8')
    stream?.on('data', (chunk: Buffer) => {
      const all = decoder.write(chunk)
      const text = all.slice(0, Math.max(0, TOLD - told))
      told += text.length
      seal({ type: 'printed', text, breaks: breaksIn(all) })
    })
  }
}
