import { connect } from 'node:net'
import { BSON } from 'bson'

type Doc = Record<string, unknown>

const HEADER = 16
const OP_MSG = 2013

/**
 * Sends one command to a server without users, and gives its reply: as much of a driver as starting one needs.
 * @throws Error when nobody answers in time, or the command fails
 */
export function oneCommand(port: number, command: Doc, ms = 5000): Promise<Doc> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' })
    const timer = setTimeout(() => fail(new Error(`MongoDB did not answer within ${ms / 1000} s`)), ms)
    let got = Buffer.alloc(0)
    const end = () => {
      clearTimeout(timer)
      socket.destroy()
    }
    const fail = (error: Error) => {
      end()
      reject(error)
    }
    socket.once('connect', () => socket.write(messageOf(command)))
    socket.once('error', fail)
    socket.once('close', () => fail(new Error('MongoDB closed the connection')))
    socket.on('data', (bytes) => {
      got = Buffer.concat([got, bytes as Buffer])
      if (got.length < HEADER || got.length < got.readInt32LE(0)) return
      const reply = BSON.deserialize(got.subarray(HEADER + 5)) as Doc
      if (reply['ok'] !== 1) return fail(new Error(String(reply['errmsg'])))
      end()
      resolve(reply)
    })
  })
}

function messageOf(command: Doc): Buffer {
  const body = BSON.serialize(command)
  const header = Buffer.alloc(HEADER + 5)
  header.writeInt32LE(header.length + body.length, 0)
  header.writeInt32LE(1, 4)
  header.writeInt32LE(OP_MSG, 12)
  return Buffer.concat([header, body])
}
