/** Prints `{"ms":…}`: what the judges of `author check` take for the solutions of days, so many times: `1 2 -- 24`. */
import { setMaxListeners } from 'node:events'
import { openJudges } from '../../src/author/judges.ts'
import { loadCourse } from '../../src/engine/course/load.ts'

const packageRoot = process.cwd()
const words = process.argv.slice(2)
const days = words.slice(0, words.indexOf('--')).map(Number)
const times = Number(words.at(-1))
const { signal } = new AbortController()
setMaxListeners(0, signal)
const course = loadCourse(packageRoot)
const judges = openJudges(course, { packageRoot, env: process.env, signal })
const subjects = Array.from({ length: times }, () => ({ kind: 'solution' }) as const)
const start = performance.now()
const rows = course.days
  .filter(({ day }) => days.includes(day))
  .flatMap((day) => day.exercises.map((exercise) => judges.judgeInARow(day, exercise, subjects)))
const verdicts = (await Promise.all(rows)).flat()
const ms = performance.now() - start
await judges.close()
const bad = verdicts.find(({ status }) => status !== 'passed')
if (bad) throw new Error(`a solution is ${bad.status}`)
console.log(JSON.stringify({ ms, verdicts: verdicts.length }))
process.exit(0)
