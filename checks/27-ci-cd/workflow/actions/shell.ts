import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { stretched } from 'backend-workbook/check'

const GIT_BASH = 'C:\\Program Files\\Git\\bin\\bash.exe'
const BASH = process.platform === 'win32' && existsSync(GIT_BASH) ? GIT_BASH : 'bash'
const LONGEST_MS = 4000

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell */
function commandOf(shell: string): [string, string[]] {
  if (shell === '') return [BASH, ['-e']]
  if (shell === 'sh') return ['sh', ['-e']]
  if (shell === 'bash') return [BASH, ['--noprofile', '--norc', '-eo', 'pipefail']]
  throw new Error(`a step asks for the shell "${shell}": this exercise knows bash and sh`)
}

/** Runs a script as a runner on Linux would, and gives its exit code and the end of what it wrote. */
export function runScript(
  file: string,
  shell: string,
  cwd: string,
  env: Record<string, string>,
): Promise<{ code: number; output: string }> {
  const [command, args] = commandOf(shell)
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args, file], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const note = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-2000)
    }
    child.stdout.on('data', note)
    child.stderr.on('data', note)
    const timer = setTimeout(() => child.kill('SIGKILL'), stretched(LONGEST_MS))
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve({ code: code ?? 137, output })
    })
  })
}
