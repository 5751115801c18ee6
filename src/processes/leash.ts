import { spawn } from 'node:child_process'

/**
 * Ends a process group when we are gone, even by SIGKILL: a shell waits for the end of a pipe that only we hold.
 * Beside it, a second one wakes us when we were stopped: what we judge knows our process id, and nobody else would
 * end what goes on without us.
 */
const SHELL = `
while sleep 2; do
  state=T
  if read -r stat </proc/$2/stat; then
    state=\${stat##*) }
  fi
  case $state in T*) kill -s CONT "$2" || exit ;; esac
done 2>/dev/null &
read -r line || kill -s KILL -- "-$1" 2>/dev/null
kill -s KILL 0`

/**
 * Not for Windows, which has neither the shell nor groups.
 * @param holder the process that may go away, or be stopped: ours
 * @returns takes the leash off again
 */
export function leash(group: number, holder: number): () => void {
  const shell = spawn('/bin/sh', ['-c', SHELL, 'sh', String(group), String(holder)], {
    cwd: '/',
    env: {},
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  shell.on('error', () => undefined)
  shell.stdin.on('error', () => undefined)
  shell.unref()
  return () => {
    shell.stdin.end('\n')
  }
}
