// What `course grade` costs beside judging, and what a queue costs beside grading.
import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Of a day of functions, one of the event loop, and one of servers. */
const DAYS = [1, 2, 7]

/**
 * A class whose learners all hand in the solutions, each with a comment of their own, so that all are judged.
 * @returns its folder, and what `course grade` is told
 */
export function makeClass(root, folder, learners) {
  const solutions = join(root, 'solutions')
  const rooms = readdirSync(solutions).filter((room) => DAYS.includes(Number.parseInt(room, 10)))
  const home = join(folder, 'class')
  for (let n = 0; n < learners; n++) {
    for (const room of rooms) {
      const to = join(home, `learner-${n}`, room)
      mkdirSync(to, { recursive: true })
      for (const file of readdirSync(join(solutions, room)).filter((name) => name.endsWith('.ts'))) {
        writeFileSync(join(to, file), `// ${n}\n${readFileSync(join(solutions, room, file), 'utf8')}`)
      }
    }
    mkdirSync(join(home, `learner-${n}`, '.course'), { recursive: true })
  }
  return { home, args: ['grade', home, ...DAYS.flatMap((day) => ['--only', String(day)])] }
}

/** Milliseconds that the judges of `author check` take for the same exercises, as often, one after another in a warm row. */
export function timeRow(root, env, times) {
  return ask(root, env, 'row.ts', [...DAYS, '--', times])
}

/** Milliseconds that 10,000 jobs take whose judging is a recorded time, through a Redis of this tool's, against that time alone. */
export function timeQueue(root, env) {
  return ask(root, env, 'queue.ts', [])
}

/** Starts a Redis that ends with this process. */
export async function startRedis(root, env) {
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'scripts/bench/redis.ts')], {
    cwd: root,
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  return { url: JSON.parse(await firstLine(child)).url, stop: () => child.stdin.end() }
}

/** Runs a worker of `course grade` until it is stopped. */
export async function startWorker(course, url, options) {
  const child = spawn(process.execPath, [course, 'grade', 'worker', '--queue', url], {
    ...options,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await firstLine(child)
  return { stop: () => child.kill('SIGTERM') }
}

async function ask(root, env, script, args) {
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'scripts/bench', script), ...args.map(String)], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return JSON.parse(await firstLine(child))
}

function firstLine(child) {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')))
    })
    child.once('exit', (code) => reject(new Error(`${child.spawnargs.at(-1)} ended with ${code} and said nothing`)))
  })
}
