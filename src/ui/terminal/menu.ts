import type { World } from '../../world.ts'
import { againAfterStop } from './after-stop.ts'

export interface Choice<T> {
  name: string
  value: T
  /** Stands for the name once it is chosen. */
  short?: string
  /** Shown below the list while the choice is the current one. */
  description?: string
}

/**
 * Loads what `choose` needs. Done while the learner reads: between a text and its menu the terminal would echo keys.
 */
export async function prepareMenu(): Promise<void> {
  await import('inquirer')
}

/**
 * Asks for one of a list; undefined when the learner leaves with Ctrl-C.
 * Needs a terminal (isInteractive).
 */
export async function choose<T extends string>(
  world: Pick<World, 'stdin' | 'stdout' | 'signal'>,
  question: { message: string; choices: Choice<T>[]; start?: T },
): Promise<T | undefined> {
  const { default: inquirer } = await import('inquirer')
  const ask = (signal: AbortSignal) =>
    inquirer.createPromptModule({ input: world.stdin, output: world.stdout, signal })([
      {
        type: 'select',
        name: 'answer',
        message: question.message,
        choices: question.choices,
        pageSize: Math.max(4, (world.stdout.rows ?? 24) - 6),
        loop: false,
        ...(question.start !== undefined && { default: question.start }),
      },
    ])
  try {
    const { answer } = await againAfterStop(world.signal, ask, 'job')
    return answer as T
  } catch (error) {
    if (error instanceof Error && (error.name === 'ExitPromptError' || error.name === 'AbortPromptError'))
      return undefined
    throw error
  }
}
