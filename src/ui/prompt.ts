import type { World } from '../world.ts'
import type { Choice } from './menu.ts'

/** Questions to a person at a terminal (isInteractive). Ctrl-C throws, and ends the command with exit code 130. */

type Terminal = Pick<World, 'stdin' | 'stdout' | 'signal'>

export async function askChoice<T>(world: Terminal, message: string, choices: Choice<T>[]): Promise<T> {
  const prompt = await promptOn(world)
  const named = choices.map(({ name, description }, value) => ({ name, value, ...(description && { description }) }))
  const { index } = await prompt([{ type: 'select', name: 'index', message, choices: named, loop: false }])
  const chosen = choices[Number(index)]
  if (!chosen) throw new Error(`no choice has the number ${index}`)
  return chosen.value
}

export async function askText(world: Terminal, message: string): Promise<string> {
  const prompt = await promptOn(world)
  const { text } = await prompt([{ type: 'input', name: 'text', message }])
  return String(text)
}

export async function askYesNo(world: Terminal, message: string): Promise<boolean> {
  const prompt = await promptOn(world)
  const { yes } = await prompt([{ type: 'confirm', name: 'yes', message, default: false }])
  return yes === true
}

async function promptOn({ stdin, stdout, signal }: Terminal) {
  const { default: inquirer } = await import('inquirer')
  return inquirer.createPromptModule({ input: stdin, output: stdout, signal })
}
