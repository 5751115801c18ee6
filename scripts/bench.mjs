// `npm run bench`: how fast the tool is, as ratios within one run. Exit 1 when a figure misses its bar.
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { comparePairs, timeProcess } from './bench/pairs.mjs'
import { startWatcher } from './bench/saves.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const course = join(root, 'bin', 'course.cjs')
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
const folder = mkdtempSync(join(tmpdir(), 'course-bench-'))
const { NODE_EXTRA_CA_CERTS: _certificates, NODE_OPTIONS: _options, ...inherited } = process.env
const env = { ...inherited, COURSE_CACHE: join(folder, 'cache'), NO_COLOR: '1', CI: '' }
const PAIRS = Number(process.env.PAIRS ?? 11)

/** The same check file and solution, once as a workbook of ours and once as a plain Vitest project. */
function setUp() {
  const fixture = join(root, 'test', 'fixtures', 'express-course')
  const source = join(fixture, 'solutions', '01-shop', 'shop.ts')
  const ours = join(folder, 'workbook', '01-shop', 'shop.ts')
  mkdirSync(join(folder, 'workbook', '01-shop'), { recursive: true })
  mkdirSync(join(folder, 'workbook', '.course'))
  copyFileSync(source, ours)
  const project = join(folder, 'project')
  cpSync(fixture, project, { recursive: true, filter: (path) => !path.endsWith('node_modules') })
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'))
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
  const theirs = join(project, 'exercises', '01-shop', 'shop.ts')
  copyFileSync(source, theirs)
  writeFileSync(
    join(project, 'vitest.config.ts'),
    `export default {
  resolve: { alias: { 'backend-workbook/check': ${JSON.stringify(join(root, 'dist', 'check.js'))} } },
  test: { include: ['checks/**/*.check.ts'] },
}\n`,
  )
  return { fixture, ours, project, theirs, source: readFileSync(source, 'utf8') }
}

async function measureStart(args) {
  const options = { cwd: folder, env }
  return comparePairs(
    PAIRS,
    () => timeProcess(process.execPath, [course, ...args], options),
    () => timeProcess(process.execPath, ['-e', '0'], options),
  )
}

async function measureCold({ fixture, project }) {
  const withCourse = { cwd: folder, env: { ...env, COURSE_COURSE: fixture } }
  return comparePairs(
    PAIRS,
    () => timeProcess(process.execPath, [course, 'check', '1/shop'], withCourse),
    () => timeProcess('npx', ['vitest', 'run'], { cwd: project, env }),
  )
}

async function measureSaves({ fixture, project, ours, theirs, source }) {
  const mine = await startWatcher({
    command: process.execPath,
    args: [course, 'watch', '1/shop'],
    options: { cwd: folder, env: { ...env, COURSE_COURSE: fixture } },
    verdict: /Passed: all|Not yet:/,
  })
  const other = await startWatcher({
    command: process.execPath,
    args: [vitest, '--watch'],
    options: { cwd: project, env: { ...env, CI: '', VITEST_SKIP_INSTALL_CHECKS: '1' } },
    verdict: /Waiting for file changes/,
  })
  try {
    return await comparePairs(
      PAIRS,
      () => mine.timeSave(ours, source),
      () => other.timeSave(theirs, source),
    )
  } finally {
    mine.stop()
    other.stop()
  }
}

try {
  const files = setUp()
  const rows = []
  const row = async (what, reference, bar, measure) => {
    process.stderr.write(`measuring ${what} …\n`)
    const result = await measure()
    rows.push({ ...result, what: `${what}, against ${reference}`, bar, meets: result.ratio <= bar })
  }
  await row('course --help', 'node -e 0', 1.6, () => measureStart(['--help']))
  await row('course progress', 'node -e 0', 1.6, () => measureStart(['progress']))
  await row('cold verdict, ten checks', 'npx vitest run', 0.55, () => measureCold(files))
  await row('save to verdict', 'vitest --watch', 0.45, () => measureSaves(files))
  console.log(`Medians of ${PAIRS} pairs, Node ${process.version}. The ratio is what counts; lower is better.\n`)
  console.log('| what | ours | reference | ratio | bar |\n|---|---|---|---|---|')
  for (const { what, ours, reference, ratio, bar, meets } of rows) {
    const times = `${ours.toFixed(0)} ms | ${reference.toFixed(0)} ms`
    console.log(`| ${what} | ${times} | ${ratio.toFixed(2)} | ${meets ? '' : 'missed: '}${bar} |`)
  }
  process.exitCode = rows.every((each) => each.meets) ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
