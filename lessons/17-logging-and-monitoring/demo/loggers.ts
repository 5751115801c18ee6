// The same three events, written by console, Winston and Pino.
// Look for: which of them can be searched by order, and which of them still knows what the error was.
import { Writable } from 'node:stream'
import { inspect } from 'node:util'
import pino from 'pino'
import winston from 'winston'

const shorten = (line: string) =>
  line
    .trim()
    .replace(/\\n\s+at [^"]*/g, '…')
    .slice(0, 74)
const print = (line: string) => console.log(`  ${shorten(line)}`)

const winstonLog = winston.createLogger({
  format: winston.format.json(),
  transports: [
    new winston.transports.Stream({
      stream: new Writable({ write: (line, _, done) => done(void print(String(line))) }),
    }),
  ],
})
const pinoLog = pino({ base: null, timestamp: false }, { write: print })
const noStock = () => new Error('no stock')

console.log('console')
print(`placed ${inspect({ orderId: 12 })}`)
print(`failed: ${noStock()}`)
print('failed: [object Object]')

console.log('\nWinston, its json format')
winstonLog.info('placed', { orderId: 12 })
winstonLog.error('failed', { orderId: 13, error: noStock() })
winstonLog.error('failed', noStock())

console.log('\nPino')
pinoLog.info({ orderId: 12 }, 'placed')
pinoLog.error({ orderId: 13, err: noStock() }, 'failed')
pinoLog.error(noStock(), 'failed')
