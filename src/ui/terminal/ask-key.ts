import type { World } from '../../world.ts'
import { type Key, openKeys } from './keys.ts'

/** Shows a line that says what keys do, and waits for one. Undefined when there will be none. */
export async function askKey(
  { stdin, stdout, signal }: Pick<World, 'stdin' | 'stdout' | 'signal'>,
  line: string,
): Promise<Key | undefined> {
  const show = () => stdout.write(line)
  show()
  const keys = openKeys(stdin, signal)
  keys.shown = { off: () => stdout.write('\n'), on: show }
  try {
    return await keys.next()
  } finally {
    keys.close()
  }
}
