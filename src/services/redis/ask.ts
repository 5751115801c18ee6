import { connect } from 'node:net'

/**
 * Sends one command to a server without users, and gives its reply as it came: as much of a client as starting one needs.
 * @throws Error when nobody answers in time, or the reply is an error
 */
export function ask(port: number, words: string[], ms = 2000): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' })
    const timer = setTimeout(() => fail(new Error(`Redis did not answer within ${ms / 1000} s`)), ms)
    let reply = ''
    const end = () => {
      clearTimeout(timer)
      socket.destroy()
    }
    const fail = (error: Error) => {
      end()
      reject(error)
    }
    socket.setEncoding('utf8')
    socket.once('connect', () => socket.write(commandOf(words)))
    socket.once('error', fail)
    socket.once('close', () => fail(new Error('Redis closed the connection')))
    socket.on('data', (text) => {
      reply += text
      if (reply.startsWith('-') && reply.endsWith('\r\n')) return fail(new Error(reply.slice(1).trim()))
      if (!isWhole(reply)) return
      end()
      resolve(reply)
    })
  })
}

function commandOf(words: string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`
}

/** A line, or a text whose length it begins with: what PING and INFO answer. */
function isWhole(reply: string): boolean {
  const length = /^\$(\d+)\r\n/.exec(reply)
  if (!length) return /^[+:]/.test(reply) && reply.endsWith('\r\n')
  return Buffer.byteLength(reply) >= length[0].length + Number(length[1]) + 2
}
