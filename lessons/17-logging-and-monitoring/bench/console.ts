import { Console } from 'node:console'
import { openSync, writeSync } from 'node:fs'
import { Writable } from 'node:stream'
import { logFile } from './log-file.ts'
import { ordersApp } from './orders-app.ts'

/** console.log into a file. Node writes standard output synchronously when it leads to a file, one call a line. */
export function buildApp() {
  const file = openSync(logFile(), 'a')
  const stdout = new Writable({
    write(text, _encoding, done) {
      writeSync(file, text)
      done()
    },
  })
  const console = new Console({ stdout })
  return ordersApp((fields, message) => console.log(message, fields))
}
