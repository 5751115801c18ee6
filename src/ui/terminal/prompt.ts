import type { DistinctQuestion } from 'inquirer'
import type { World } from '../../world.ts'
import { againAfterStop } from './after-stop.ts'
import type { Choice } from './menu.ts'

/** Questions to a person at a terminal (isInteractive). Ctrl-C throws, and ends the command with exit code 130. */

type Terminal = Pick<World, 'stdin' | 'stdout' | 'signal'>

export async function askChoice<T>(world: Terminal, message: string, choices: Choice<T>[]): Promise<T> {
  const named = choices.map(({ name, description }, value) => ({ name, value, ...(description && { description }) }))
  const { index } = await put(world, { type: 'select', name: 'index', message, choices: named, loop: false })
  const chosen = choices[Number(index)]
  if (!chosen) throw new Error(`no choice has the number ${index}`)
  return chosen.value
}

export async function askText(world: Terminal, message: string): Promise<string> {
  const { text } = await put(world, { type: 'input', name: 'text', message })
  return String(text)
}

export async function askYesNo(world: Terminal, message: string): Promise<boolean> {
  const { yes } = await put(world, { type: 'confirm', name: 'yes', message, default: false })
  return yes === true
}

/** One way out for both kinds of interrupt: the key, which the prompt sees, and the signal, which the command line sees. */
async function put({ stdin, stdout, signal }: Terminal, question: DistinctQuestion): Promise<Record<string, unknown>> {
  const { default: inquirer } = await import('inquirer')
  const ask = (signal: AbortSignal) =>
    inquirer.createPromptModule({ input: stdin, output: stdout, signal })<Record<string, unknown>>([question])
  try {
    return await againAfterStop(signal, ask, 'job')
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
}
