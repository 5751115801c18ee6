// Where a secret that lies in the environment turns up again: child processes, reports, logs of errors.
// Look for: how many hands it passes through without anybody having asked for it.
import { spawnSync } from 'node:child_process'
import { inspect } from 'node:util'

process.env['PAYMENT_KEY'] = 'sk_live_5f0c2a'
const found = (text: string) => (text.includes('sk_live_5f0c2a') ? 'has the key' : 'does not have the key')

const child = (env: NodeJS.ProcessEnv) =>
  spawnSync(process.execPath, ['-e', 'console.log(process.env.PAYMENT_KEY)'], { env, encoding: 'utf8' }).stdout
console.log('a child process, as spawn starts it        ', found(child(process.env)))
console.log('a child process with an env of its own     ', found(child({ PATH: process.env['PATH'] })))
console.log('a diagnostic report (process.report)       ', found(JSON.stringify(process.report.getReport())))

const config = { port: 3000, payment: { key: process.env['PAYMENT_KEY'] } }
console.log('console.log({ config })                    ', found(inspect({ config })))
console.log('an error with the config as its cause      ', found(inspect(new Error('refused', { cause: config }))))
console.log('its message alone                          ', found(new Error('refused', { cause: config }).message))

class Secret {
  readonly #value: string
  constructor(value: string) {
    this.#value = value
  }
  read(): string {
    return this.#value
  }
}
const careful = { port: 3000, payment: { key: new Secret(process.env['PAYMENT_KEY']) } }
delete process.env['PAYMENT_KEY']
console.log('\nRead once, kept in a private field, taken out of the environment:')
console.log('console.log(config)                        ', found(inspect(careful, { depth: null, showHidden: true })))
console.log('JSON.stringify(config)                     ', found(JSON.stringify(careful)))
console.log('a child process, as spawn starts it        ', found(child(process.env)))
console.log('the payment itself                         ', found(careful.payment.key.read()))
