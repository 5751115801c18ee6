// `npm run bench`: how fast the tool is, as ratios within one run. Exit 1 when a figure misses its bar.
// `npm run bench -- cold saves` measures some; PAIRS=21 more often; OLD_BUILD=<checkout> compares memory and the stand-in
// for MongoDB with an older build.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { costOf, fill, largeDocument, startStandIn } from './bench/emulator.mjs'
import { exercisesFor } from './bench/exercises.mjs'
import { makeClass, startRedis, startWorker, timeQueue, timeRow } from './bench/grading.mjs'
import { fetchLearnyounode } from './bench/learnyounode.mjs'
import { idleMemory } from './bench/memory.mjs'
import { openPage } from './bench/page.mjs'
import { comparePairs, timeProcess } from './bench/pairs.mjs'
import { longRecord } from './bench/record.mjs'
import { startWatcher } from './bench/saves.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const course = join(root, 'bin', 'course.cjs')
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
const folder = mkdtempSync(join(tmpdir(), 'course-bench-'))
const { NODE_EXTRA_CA_CERTS: _certificates, NODE_OPTIONS: _options, OLD_BUILD, ...inherited } = process.env
const env = { ...inherited, COURSE_CACHE: join(folder, 'cache'), NO_COLOR: '1', CI: '' }
const PAIRS = Number(process.env.PAIRS ?? 11)
const wanted = process.argv.slice(2)

const exercises = exercisesFor(root, folder)
const node = (args, options) => () => timeProcess(process.execPath, args, options)
const bare = node(['-e', '0'], { cwd: folder, env })
const inWorkbook = ({ workbook, courseRoot }) => ({ cwd: workbook, env: { ...env, COURSE_COURSE: courseRoot } })

const start = (args) => () => comparePairs(PAIRS, node([course, ...args], { cwd: folder, env }), bare)

const cold = (exercise) => () =>
  comparePairs(PAIRS, node([course, 'check', exercise.ref], inWorkbook(exercise)), () =>
    timeProcess('npx', ['vitest', 'run'], { cwd: exercise.project, env }),
  )

async function hello() {
  const verify = await fetchLearnyounode(folder, env)
  const { add } = exercises
  return comparePairs(PAIRS, node([course, 'check', add.ref], inWorkbook(add)), verify)
}

const saves = (exercise) => async () => {
  const mine = await startWatcher({
    command: process.execPath,
    args: [course, 'watch', exercise.ref],
    options: inWorkbook(exercise),
    verdict: /Passed: all|Not yet:/,
  })
  const other = await startWatcher({
    command: process.execPath,
    args: [vitest, '--watch'],
    options: { cwd: exercise.project, env: { ...env, VITEST_SKIP_INSTALL_CHECKS: '1' } },
    verdict: /Waiting for file changes/,
  })
  try {
    return await comparePairs(
      PAIRS,
      () => mine.timeSave(exercise.ours, exercise.source),
      () => other.timeSave(exercise.theirs, exercise.source),
    )
  } finally {
    mine.stop()
    other.stop()
  }
}

/** Both watch the same file; only one of them at a time. */
const savesOnPage = (exercise) => async () => {
  const page = await openPage(course, inWorkbook(exercise))
  const timeSave = await page.openExercise(`/day/${exercise.ref}`)
  const onPage = () => timeSave(exercise.ours, exercise.source)
  const inTerminal = async () => {
    const watch = await startWatcher({
      command: process.execPath,
      args: [course, 'watch', exercise.ref],
      options: inWorkbook(exercise),
      verdict: /Passed: all|Not yet:/,
    })
    try {
      return await watch.timeSave(exercise.ours, exercise.source)
    } finally {
      watch.stop()
    }
  }
  try {
    return await comparePairs(PAIRS, onPage, inTerminal)
  } finally {
    await page.stop()
  }
}

/** The reference is what it may take: 1.5 s on a machine with two cores. */
async function firstView() {
  const { add } = exercises
  const page = await openPage(course, inWorkbook(add))
  try {
    return await comparePairs(PAIRS, page.timeFirstView, async () => 1500)
  } finally {
    await page.stop()
  }
}

const memory = (exercise) => async () => {
  const measure = (bin) => idleMemory([bin, 'watch', exercise.ref], inWorkbook(exercise))
  const [ours, reference] = [await measure(course), await measure(join(OLD_BUILD, 'bin', 'course.cjs'))]
  return { ours, reference, ratio: ours / reference }
}

/** Processor time of the stand-in for MongoDB for one operation. */
const operation = (name, count) => async () => {
  const [ours, theirs] = [await startStandIn(root), await startStandIn(OLD_BUILD)]
  try {
    for (const server of [ours, theirs]) await fill(server)
    const micros = (server) => async () => 1000 * (await costOf(server, name, count))
    return await comparePairs(PAIRS, micros(ours), micros(theirs))
  } finally {
    for (const server of [ours, theirs]) await server.stop()
  }
}

/** A document of 16 MB against one of 1 MB, and what it keeps another client waiting. */
const large = (pick) => async () => {
  const server = await startStandIn(root)
  try {
    await largeDocument(server, 2)
    const [ours, reference] = [pick(await largeDocument(server, 16)), pick(await largeDocument(server, 1))]
    return { ours, reference, ratio: ours / reference }
  } finally {
    await server.stop()
  }
}

const LEARNERS = 12
/** Each takes half a minute. */
const CLASS_PAIRS = 3

async function gradeAgainstRow() {
  const { args } = makeClass(root, folder, LEARNERS)
  const row = async () => (await timeRow(root, env, LEARNERS)).ms
  return comparePairs(CLASS_PAIRS, node([course, ...args], { cwd: root, env }), row)
}

async function gradeByQueue() {
  const { args } = makeClass(root, folder, LEARNERS)
  // What was done is not done again: each run has a Redis of its own.
  const byQueue = async () => {
    const redis = await startRedis(root, env)
    const worker = await startWorker(course, redis.url, { cwd: root, env })
    try {
      return await timeProcess(process.execPath, [course, ...args, '--queue', redis.url], { cwd: root, env })
    } finally {
      worker.stop()
      redis.stop()
    }
  }
  return comparePairs(CLASS_PAIRS, byQueue, node([course, ...args], { cwd: root, env }))
}

async function queueAlone() {
  const { ours, reference } = await timeQueue(root, env)
  return { ours, reference, ratio: ours / reference }
}

/** Everything there is to prove of the course, wrong answers included, for each of its exercises. */
async function proof() {
  let output = ''
  const whole = await timeProcess(process.execPath, [course, 'author', 'check', '--json'], {
    cwd: root,
    env,
    onOutput: (text) => {
      output += text
    },
  })
  const { days } = JSON.parse(output)
  const ours = whole / days.flatMap((day) => day.exercises).length
  const { reference } = await comparePairs(PAIRS, bare, bare)
  return { ours, reference, ratio: ours / reference }
}

const FIGURES = [
  { group: 'start', what: 'course --help, against node -e 0', bar: 1.6, measure: start(['--help']) },
  { group: 'start', what: 'course progress, against node -e 0', bar: 1.6, measure: start(['progress']) },
  {
    group: 'start',
    what: 'course progress with 50,000 events, against node -e 0',
    bar: 1.6,
    measure: start(['progress', '--workbook', longRecord(folder, 50_000)]),
  },
  {
    group: 'start',
    what: 'course progress with 50,000 events, against none',
    bar: 2,
    measure: () =>
      comparePairs(
        PAIRS,
        node([course, 'progress', '--workbook', join(folder, 'long-record')], { cwd: folder, env }),
        node([course, 'progress'], { cwd: folder, env }),
      ),
  },
  {
    group: 'cold',
    what: 'verdict, ten checks of Express, against npx vitest run',
    bar: 0.36,
    measure: cold(exercises.shop),
  },
  {
    group: 'cold',
    what: 'verdict, 1/flatten-deep, against npx vitest run',
    bar: 0.32,
    measure: cold(exercises.flatten),
  },
  { group: 'hello', what: 'verdict, a sum, against learnyounode verify', bar: 0.7, measure: hello },
  {
    group: 'saves',
    what: 'save to verdict, a function, against vitest --watch',
    bar: 0.15,
    measure: saves(exercises.add),
  },
  {
    group: 'saves',
    what: 'save to verdict, a server, against vitest --watch',
    bar: 0.25,
    measure: saves(exercises.shop),
  },
  { group: 'page', what: 'home in a browser without a cache, against 1.5 s', bar: 1, measure: firstView },
  {
    group: 'page',
    what: 'save to verdict on the page, a function, against course watch',
    bar: 1.15,
    measure: savesOnPage(exercises.add),
  },
  {
    group: 'page',
    what: 'save to verdict on the page, a server, against course watch',
    bar: 1.15,
    measure: savesOnPage(exercises.shop),
  },
  ...(OLD_BUILD
    ? [
        {
          group: 'memory',
          what: 'idle course watch, against OLD_BUILD',
          bar: 0.7,
          unit: 'MB',
          measure: memory(exercises.add),
        },
        ...['insertOne', 'findOne', 'find10', 'updateOne'].map((name) => ({
          group: 'mongodb',
          what: `stand-in for MongoDB: ${name}, against OLD_BUILD`,
          bar: 0.5,
          unit: 'µs',
          measure: operation(name, 500),
        })),
        {
          group: 'mongodb',
          what: 'stand-in for MongoDB: a transaction of two updates, against OLD_BUILD',
          bar: 0.05,
          unit: 'µs',
          measure: operation('transaction', 60),
        },
      ]
    : []),
  { group: 'large', what: 'stand-in for MongoDB: 16 MB against 1 MB', bar: 20, measure: large(({ cpu }) => cpu) },
  {
    group: 'grade',
    what: 'course grade, ten exercises of each learner, against the judges of author check in a row',
    bar: 1.11,
    measure: gradeAgainstRow,
  },
  { group: 'grade', what: 'course grade by a queue, against without', bar: 1.05, measure: gradeByQueue },
  { group: 'grade', what: '10,000 jobs of a recorded time, against that time', bar: 1.5, measure: queueAlone },
  { group: 'proof', what: 'author check for each exercise, against node -e 0', bar: 60, measure: proof },
]

try {
  const rows = []
  for (const { group, measure, ...figure } of FIGURES) {
    if (wanted.length > 0 && !wanted.includes(group)) continue
    process.stderr.write(`measuring ${figure.what} …\n`)
    const result = await measure()
    rows.push({ unit: 'ms', ...figure, ...result, meets: result.ratio <= figure.bar })
  }
  console.log(`Medians of ${PAIRS} pairs, Node ${process.version}. The ratio is what counts; lower is better.\n`)
  console.log('| what | ours | reference | ratio | bar |\n|---|---|---|---|---|')
  for (const { what, unit, ours, reference, ratio, bar, meets } of rows) {
    const sizes = `${ours.toFixed(0)} ${unit} | ${reference.toFixed(0)} ${unit}`
    console.log(`| ${what} | ${sizes} | ${ratio.toFixed(2)} | ${meets ? '' : 'missed: '}${bar} |`)
  }
  process.exitCode = rows.every((each) => each.meets) ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
