// A file is read in chunks and written to a target that takes 3 ms for each. Drawn twice: the source that never asks, and
// `pipeline`, which waits for room. Look for: how far each tank fills above its line, and what the source does meanwhile.
import { once } from 'node:events'
import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { draw, type Part, type Picture } from 'backend-workbook/picture'

const KB = 1024
const CHUNKS = 24

function slowTarget(took: () => void): Writable {
  return new Writable({
    highWaterMark: 64 * KB,
    async write(_chunk, _encoding, done) {
      await sleep(3)
      took()
      done()
    },
  })
}

const parts: Part[] = [
  { id: 'source', title: 'Source' },
  { id: 'waiting', title: 'Waits in the target', kind: 'tank', limit: 64, unit: 'KB' },
  { id: 'taken', title: 'Slow target', kind: 'tank', unit: 'KB' },
]

/** A target that takes its time, and tells the picture of each chunk. */
function drawnTarget(picture: Picture): Writable {
  let taken = 0
  const target: Writable = slowTarget(() => {
    taken += 16
    const waiting = target.writableLength / KB - 16
    picture.step(`the target has taken 16 KB, ${waiting} KB wait`, {
      move: ['waiting', 'taken'],
      level: { waiting, taken },
    })
  })
  return target
}

async function carelessly(): Promise<void> {
  const picture = draw('write(), whatever it says', parts)
  const target = drawnTarget(picture)
  for (let count = 1; count <= CHUNKS; count += 1) {
    const hasRoom = target.write(Buffer.alloc(16 * KB))
    const waiting = target.writableLength / KB
    picture.step(`write() gives ${hasRoom}${hasRoom ? '' : ', and nobody looks'}: ${waiting} KB wait`, {
      move: ['source', 'waiting'],
      what: '16 KB',
      tone: hasRoom ? 'good' : 'bad',
      level: { waiting },
    })
  }
  target.end()
  picture.step('the source has nothing more', { state: { source: 'ended' } })
  await once(target, 'finish')
  picture.step('all of it is written', { state: { source: ['ended', 'good'] } })
}

async function withPipeline(): Promise<void> {
  const picture = draw('pipeline(source, target)', parts)
  const target = drawnTarget(picture)
  let sent = 0
  const source = new Readable({
    highWaterMark: 16 * KB,
    read() {
      if (sent === CHUNKS) {
        this.push(null)
        return
      }
      sent += 1
      const waiting = target.writableLength / KB
      picture.step(`the source is asked for a chunk: ${waiting} KB wait`, {
        move: ['source', 'waiting'],
        what: '16 KB',
        tone: 'good',
        level: { waiting },
      })
      this.push(Buffer.alloc(16 * KB))
    },
  })
  target.on('drain', () => picture.step('drain: there is room again', { move: ['waiting', 'source'], what: 'drain' }))
  await pipeline(source, target)
  picture.step('all of it is written', { state: { source: ['ended', 'good'] } })
}

await carelessly()
await withPipeline()
