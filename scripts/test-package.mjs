// Packs the package, installs the tarball in an empty folder, and works there as a learner would.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'course-package-'))
let failed = 0

try {
  const packed = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root, encoding: 'utf8' }),
  )
  const [{ filename, size, entryCount }] = Array.isArray(packed) ? packed : Object.values(packed)
  console.log(`packed ${filename}: ${Math.round(size / 1024)} KB, ${entryCount} files`)
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  execFileSync('npm', ['install', '--no-fund', '--no-audit', join(folder, filename)], { cwd: folder, stdio: 'inherit' })

  expect('course day 1 prints the day', ['day', '1'], 0, /JavaScript/)
  expect('course check judges the starter', ['check', '2/map-limit'], 1, /Not yet/)
  solve('02-the-event-loop/map-limit.ts')
  expect('course check passes the solution', ['check', '2/map-limit'], 0, /Passed: all/)
  solve('03-node-architecture/unblock-the-server.ts')
  expect('course check passes a server', ['check', '3/unblock-the-server'], 0, /Passed: all/)
  expect('course progress knows it', ['progress', '--json'], 0, /"status": ?"passed"/)
  expect('course share draws a day', ['share', '3'], 0, /Takeaway: /)
  expect('course demo runs', ['demo', '2', 'phases'], 0, /\w/)
  expect('course quiz prints the questions', ['quiz', '1'], 0, /\w/)
  expect('course bench runs', ['bench', '3', '--seconds', '0.5'], 0, /health/)
  typesOfChecks()
  await pageIsServed()
  coursesOfOthers()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(failed === 0 ? 'The package works where it is installed.' : `${failed} things do not work in the package.`)
process.exitCode = failed === 0 ? 0 : 1

function solve(path) {
  const file = join(folder, 'workbook', path)
  mkdirSync(dirname(file), { recursive: true })
  copyFileSync(join(root, 'solutions', path), file)
}

function expect(what, args, code, says) {
  const run = spawnSync('npx', ['course', ...args], { cwd: folder, encoding: 'utf8', timeout: 120_000 })
  const ok = run.status === code && says.test(run.stdout)
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${what}`)
  if (ok) return
  failed += 1
  console.log(`exit ${run.status}, wanted ${code}\n${run.stdout.slice(-2000)}\n${run.stderr.slice(-2000)}`)
}

/** An author of another course type-checks against what the package exports. */
function typesOfChecks() {
  writeFileSync(
    join(folder, 'add.check.ts'),
    `import { check, expect } from 'backend-workbook/check'
import { defineBench } from 'backend-workbook/bench'
import { draw } from 'backend-workbook/picture'
check('adds', { read: 'adding' }, () => { expect(1 + 1, '1 + 1').toBe(2) })
draw('One', [{ id: 'box', title: 'Box' }]).step('idle', { state: { box: ['idle', 'wait'] } })
export default defineBench
`,
  )
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const args = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2023', 'add.check.ts']
  const run = spawnSync(process.execPath, [tsc, ...args], { cwd: folder, encoding: 'utf8' })
  const ok = run.status === 0
  console.log(`${ok ? 'ok  ' : 'FAIL'} types of backend-workbook/check, /bench and /picture`)
  if (ok) return
  failed += 1
  console.log(run.stdout)
}

/** A course that is a package of its own is packed, installed beside the tool, and worked in under its own name. */
function coursesOfOthers() {
  const name = 'http-in-small'
  const author = join(folder, 'author')
  cpSync(join(root, 'test/fixtures/http-course'), author, { recursive: true })
  expect(
    'course author pack packs another course',
    ['--course', author, 'author', 'pack'],
    0,
    /http-in-small-0\.2\.0\.tgz/,
  )
  rmSync(author, { recursive: true })
  execFileSync('npm', ['install', '--no-fund', '--no-audit', './http-in-small-0.2.0.tgz'], { cwd: folder })
  const run = (...args) => spawnSync('npx', [name, '--workbook', 'other', ...args], { cwd: folder, encoding: 'utf8' })
  const started = run('check', '1/status-line')
  cpSync(
    join(root, 'test/fixtures/http-course/solutions/01-messages/status-line.ts'),
    join(folder, 'other/01-messages/status-line.ts'),
  )
  const passed = run('check', '1/status-line')
  const ok = started.status === 1 && started.stdout.includes(`npx ${name} `) && passed.status === 0
  console.log(`${ok ? 'ok  ' : 'FAIL'} npx ${name} judges an exercise of another course`)
  if (ok) return
  failed += 1
  console.log(
    started.stdout.slice(-1500),
    started.stderr.slice(-1500),
    passed.stdout.slice(-1500),
    passed.stderr.slice(-1500),
  )
}

/** In a process of its own, which the package must have. */
async function pageMeasures(address, cookie) {
  const { origin } = new URL(address)
  const answer = await fetch(`${origin}/api/days/3/bench`, {
    method: 'POST',
    headers: { cookie, origin, 'content-type': 'application/json' },
    body: '{"seconds":0.5}',
  })
  const last = (await answer.text()).trim().split('\n').at(-1) ?? ''
  const ok = last.startsWith('{"type":"done"')
  console.log(`${ok ? 'ok  ' : 'FAIL'} course web runs a benchmark`)
  if (ok) return
  failed += 1
  console.log(last.slice(0, 2000))
}

/** Its script is in the package, and the document names it. */
async function pageIsServed() {
  const bin = join(folder, 'node_modules/backend-workbook/bin/course.cjs')
  const child = spawn(process.execPath, [bin, 'web', '--no-open'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [line] = await once(child.stdout, 'data')
    const address = String(line).trim()
    const { headers } = await fetch(address, { redirect: 'manual' })
    const cookie = headers.get('set-cookie')?.split(';')[0] ?? ''
    const document = await (await fetch(new URL('/', address), { headers: { cookie } })).text()
    const script = /src="(\/main-[^"]+)"/.exec(document)?.[1] ?? '/none'
    const { status } = await fetch(new URL(script, address), { headers: { cookie } })
    console.log(`${status === 200 ? 'ok  ' : 'FAIL'} course web serves the page`)
    if (status !== 200) failed += 1
    await pageMeasures(address, cookie)
  } finally {
    child.kill()
  }
}
