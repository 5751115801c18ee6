/**
 * A process of its own: PGlite in memory, behind a socket that speaks PostgreSQL's protocol. Says its port on stderr.
 * Its argument is a file that keeps an empty database: PGlite needs three times as long to make one.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { dirname } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { makeFolder } from '../../make-folder.ts'
import { Turns } from './turns.ts'
import { Messages } from './wire.ts'

const [template] = process.argv.slice(2)
const db = await open()
/** PGlite is one session. A connection has it from its first message until the server is idle again. */
const turns = new Turns()

const server = createServer((socket) => {
  socket.setNoDelay(true)
  socket.on('error', () => undefined)
  void serve(socket).catch(() => socket.destroy())
})
server.listen(0, '127.0.0.1', () => {
  process.stderr.write(`port ${(server.address() as AddressInfo).port}\n`)
})

async function open(): Promise<PGlite> {
  if (template && existsSync(template)) {
    const kept = await PGlite.create({ loadDataDir: new Blob([readFileSync(template)]) }).catch(() => undefined)
    if (kept) return kept
  }
  const made = await PGlite.create()
  if (template) await keep(made, template).catch(() => undefined)
  return made
}

async function keep(made: PGlite, file: string): Promise<void> {
  const dump = await made.dumpDataDir('none')
  const draft = `${file}.${process.pid}`
  makeFolder(dirname(file))
  writeFileSync(draft, Buffer.from(await dump.arrayBuffer()))
  renameSync(draft, file)
}

async function serve(socket: Socket): Promise<void> {
  const messages = new Messages()
  try {
    for await (const chunk of socket) {
      for (const message of messages.take(chunk as Buffer)) {
        if (message.kind === 'encryption') socket.write('N')
        else if (message.kind === 'end') return
        else await answer(socket, message.bytes)
      }
    }
  } finally {
    if (turns.isOf(socket)) {
      await db.exec('ROLLBACK').catch(() => undefined)
      turns.end(socket)
    }
    socket.end()
  }
}

async function answer(socket: Socket, bytes: Buffer): Promise<void> {
  await turns.take(socket)
  const reply = Buffer.from(await db.execProtocolRaw(bytes, { throwOnError: false }))
  if (reply.length > 0) socket.write(reply)
  if (isIdle(reply)) turns.end(socket)
}

/** Ends with ReadyForQuery, outside of a transaction. */
function isIdle(reply: Buffer): boolean {
  return reply.length >= 6 && reply.subarray(-6).equals(Buffer.from([0x5a, 0, 0, 0, 5, 0x49]))
}
