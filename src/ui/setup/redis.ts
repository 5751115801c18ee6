import type { RedisAdvice } from '../../services/redis/install.ts'
import { shellWord } from '../../shell-word.ts'

/** What `course doctor --install redis` says. */
export function renderRedisAdvice({ found, ways }: RedisAdvice): string {
  if (found && !found.tooOld)
    return `Redis ${found.version} is here already, at ${shellWord(found.path)}. Exercises use it.\n`
  const old = found ? [`Redis ${found.version} at ${shellWord(found.path)} is too old for exercises.`] : []
  const lines = ways.flatMap(({ system, commands }) => ['', `${system}:`, ...commands.map((command) => `  ${command}`)])
  return [
    ...old,
    'The course does not install Redis: it comes with your system, or with Docker.',
    'Until then exercises use a stand-in written in JavaScript.',
    ...lines,
    '',
    'A redis-server or valkey-server on the PATH (6.2 or newer) is found by itself.',
    'Exercises start it with data of their own, and end it. It need not be running.',
    '',
  ].join('\n')
}
