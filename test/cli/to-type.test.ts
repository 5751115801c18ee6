import { execFile } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { expect, it } from 'vitest'
import { commands } from '../../src/command-table.ts'
import { shellWord } from '../../src/shell-word.ts'
import { asTyped, asTypedInText, formOf, type Started } from '../../src/to-type.ts'
import { temporaryFolder } from '../fixtures/build.ts'
import { courseEnv, linkedCourse } from '../fixtures/cli.ts'

const ROOT = join(import.meta.dirname, '../..')

/** A command line in a shell, as a learner types it. */
function type(line: string, cwd: string, env: Record<string, string>): Promise<{ code: number; shown: string }> {
  return new Promise((resolve) => {
    const child = execFile('sh', ['-c', line], { cwd, env }, (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), shown: stdout + stderr })
    })
    child.stdin?.end()
  })
}

/** A learner's folder in a folder with a space, where a form of the command line works. */
function placeFor(form: string) {
  const home = join(temporaryFolder('forms'), 'my evenings')
  const cwd = join(home, 'here')
  mkdirSync(cwd, { recursive: true })
  const env = courseEnv({ COURSE_WORKBOOK: join(home, 'work book') })
  const withoutLink = (env['PATH'] ?? '').split(delimiter).slice(1).join(delimiter)
  if (form === 'npx course') {
    mkdirSync(join(cwd, 'node_modules', '.bin'), { recursive: true })
    symlinkSync(join(ROOT, 'bin/course.cjs'), join(cwd, 'node_modules/.bin/course'))
    writeFileSync(join(cwd, 'package.json'), '{ "private": true }\n')
  }
  if (form.startsWith('node')) symlinkSync(ROOT, join(home, 'the course'))
  return { cwd, env: { ...env, ...(form !== 'course' && { PATH: withoutLink }) } }
}

const CALLS = [
  '',
  '--help',
  'check --help',
  'author --help',
  'check 1/add',
  'check 1',
  'hint 1/add',
  'day 1',
  'day 9',
  'day 99',
  'quiz 1',
  'quiz 1 --answer nope=1',
  'progress',
  'review',
  'next',
  'list',
  'chekc',
  'solution 1/add',
  'solution 1/add --yes --mistakes',
  'demo 9',
  'doctor',
  'doctor --install nothing',
  'author new 2x',
  'author mistakes',
  'author',
]
const SHOWN =
  /(?<![\w/])(?:(?:npx |node "[^"]*)?course(?:\.cjs")?) (?=(?:day|check|hint|quiz|progress|watch|next|list)\b)/g

it.skipIf(process.platform === 'win32').each([['course'], ['npx course'], ['node "../the course/bin/course.cjs"']])(
  'prints the commands that come next as they were typed: %s',
  async (form) => {
    const { cwd, env } = placeFor(form)
    for (const call of CALLS) {
      const { code, shown } = await type(`${form} ${call}`.trim(), cwd, env)
      expect(code).not.toBe(127)
      const forms = [...shown.matchAll(SHOWN)].map(([words]) => words.trim())
      expect(forms, call).toEqual(forms.map(() => form))
    }
    const { shown } = await type(`${form} check 1/add`, cwd, env)
    const [hint = ''] = /\S.* hint 1\/add$/m.exec(shown.replace('Stuck? ', '')) ?? []
    expect(hint).toBe(`${form} hint 1/add`)
    expect(await type(hint, cwd, env)).toMatchObject({ code: 0, shown: expect.stringContaining('Hint 2 of') })
  },
)

it.skipIf(process.platform === 'win32')('prints the commands of lessons as they were typed', async () => {
  const form = 'node "../the course/bin/course.cjs"'
  const { cwd, env } = placeFor(form)
  const { shown } = await type(`${form} day 12 --print`, cwd, { ...env, COURSE_COURSE: ROOT })
  expect(shown).toContain(`\n  ${form} check 12 --json\n`)
  expect(shown.replace(/\s+/g, ' ')).toContain(`\`${form} demo 12 lost-updates\``)
})

it.skipIf(process.platform === 'win32').each([
  ['day', ['day 12 --lang de', '--lang pt day 7']],
  ['mcp', ['mcp --lang de --help', '--lang pt mcp']],
])('keeps the language that an example of %s names itself', async (command, examples) => {
  const { cwd, env } = placeFor('course')
  const { shown } = await type(`course ${command} --lang pt --help`, cwd, env)
  for (const example of examples) expect(shown).toContain(`  $ course ${example}`)
  expect(shown.split('\n').filter((line) => /--lang .*--lang /.test(line))).toEqual([])
})

it.skipIf(process.platform === 'win32')('repeats the flags that say which workbook and language, quoted', async () => {
  const { cwd, env } = placeFor('course')
  const line = `course --workbook '../my $pages' check 1/add`
  expect((await type(line, cwd, env)).shown).toContain(`course --workbook '../my $pages' hint 1/add`)
  const inGerman = await type('course check 1/add --lang de', cwd, env)
  expect(inGerman.shown).toContain('course --lang de hint 1/add')
  const equal = await type('course check 1/add --workbook=../plain', cwd, env)
  expect(equal.shown).toContain('course --workbook ../plain hint 1/add')
})

it.skipIf(process.platform === 'win32')(
  'offers the short form at the very first time, where it is not there',
  async () => {
    const { cwd, env } = placeFor('npx course')
    expect((await type('npx course', cwd, env)).shown).toContain(`npm install --global ${shellWord(ROOT)}`)
    expect((await type(`node bin/course.cjs`, ROOT, env)).shown).toContain('\n  npm link\n')
    await type('npx course hint 1/add', cwd, env)
    expect((await type('npx course', cwd, env)).shown).not.toContain('npm install')
    const short = placeFor('course')
    expect((await type('course', short.cwd, short.env)).shown).not.toContain('npm ')
  },
)

it.skipIf(process.platform === 'win32')('says after init what works in the new folder', async () => {
  const { cwd, env } = placeFor('node "../the course/bin/course.cjs"')
  const made = await type('node "../the course/bin/course.cjs" init "deep/my book"', cwd, env)
  expect(made.shown).toContain('cd "deep/my book"')
  const [next = ''] = /node \S.* day 1/.exec(made.shown) ?? []
  const { code, shown } = await type(`${next} --print`, join(cwd, 'deep/my book'), env)
  expect({ code, shown: shown.slice(0, 6) }).toEqual({ code: 0, shown: 'Day 1 ' })
})

const npm = { npm_command: 'exec', npm_lifecycle_event: 'npx', npm_lifecycle_script: "'course' 'day' '1'" }
const bare: Started = { script: '', args: [], env: {}, cwd: '/home/me/work', isWindows: false }

it.skipIf(process.platform === 'win32').each<[string, Partial<Started>, string]>([
  ['a script of npm', { script: '/w/node_modules/.bin/course', env: { npm_command: 'run' } }, 'npx course'],
  ['a launcher without npm', { script: '/home/me/work/node_modules/.bin/course' }, 'node_modules/.bin/course'],
  [
    'npx with another folder',
    { script: '/c/node_modules/.bin/course', env: { ...npm, npm_config_local_prefix: '/c d', INIT_CWD: '/home/me' } },
    'npx --prefix "/c d" course',
  ],
  ['a folder above', { script: '/home/me/course/bin/course.cjs' }, 'node ../course/bin/course.cjs'],
  ['a folder far away', { script: '/opt/c/bin/course.cjs' }, 'node /opt/c/bin/course.cjs'],
  [
    'a path that a shell would act on',
    { script: "/opt/it's $1/bin/course.cjs" },
    `node '/opt/it'\\''s $1/bin/course.cjs'`,
  ],
  ['the folder itself', { script: '/home/me/work/course.cjs' }, 'node ./course.cjs'],
  [
    'npm test, which has nothing to do with it',
    { script: '/opt/c/bin/course.cjs', env: { npm_command: 'test' } },
    'node /opt/c/bin/course.cjs',
  ],
  [
    'npx under Windows',
    { script: '/w/node_modules/backend-workbook/bin/course.cjs', env: npm, isWindows: true },
    'npx course',
  ],
  ['a process of ours', { script: '/opt/c/dist/fenced/worker.js' }, 'course'],
])('knows %s', (_, how, form) => {
  expect(formOf({ ...bare, ...how })).toBe(form)
})

it.skipIf(process.platform === 'win32')('knows `course` on the PATH, where the folder on it is another link', () => {
  const script = linkedCourse()
  const other = temporaryFolder('shims')
  symlinkSync(script, join(other, 'course'))
  expect(formOf({ ...bare, script, env: { PATH: `/nowhere:${other}` } })).toBe('course')
  expect(formOf({ ...bare, script, env: { PATH: '/nowhere' } })).toBe(script)
})

it('names a package that npx fetched as the learner did', () => {
  const folder = join(temporaryFolder('npm'), '_npx', '0af')
  mkdirSync(join(folder, 'node_modules', '.bin'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ _npx: { packages: ['/home/me/my course'] } }))
  const script = join(folder, 'node_modules/.bin/course')
  expect(formOf({ ...bare, script, env: npm })).toBe('npx "/home/me/my course"')
  expect(formOf({ ...bare, script, env: { ...npm, npm_package_bin_course: 'bin/course.cjs' } })).toBe('npx course')
})

it('knows the command of a course that is a package of its own', () => {
  const root = join(ROOT, 'test/fixtures/http-course')
  const env = { ...npm, COURSE_PACK: root }
  const linked = { ...bare, script: '/w/node_modules/.bin/http-in-small', env }
  expect(formOf(linked)).toBe('npx http-in-small')
  expect(formOf({ ...linked, script: '/w/node_modules/.bin/course' })).toBe('http-in-small')
  expect(formOf({ ...bare, script: '/opt/pack/bin/http-in-small.cjs', env: { COURSE_PACK: root } })).toBe(
    'node /opt/pack/bin/http-in-small.cjs',
  )
  const folder = join(temporaryFolder('npm'), '_npx', '0af')
  mkdirSync(join(folder, 'node_modules', '.bin'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ _npx: { packages: ['/home/me/http'] } }))
  const fetched = { ...bare, script: join(folder, 'node_modules/.bin/http-in-small'), env }
  expect(formOf(fetched)).toBe('npx /home/me/http')
  expect(formOf({ ...fetched, env: { ...env, npm_package_name: 'http-in-small' } })).toBe('npx http-in-small')
})

it('finds the commands of lessons: every command of the table, and nothing else', () => {
  const asNpx = (command: string) => `npx course ${command}`
  const table = commands.map(({ usage }) => usage.split(' ')[0] ?? '')
  const found = table.filter((name) => asTyped(`course ${name} 7`, asNpx) === `npx course ${name} 7`)
  expect(found).toEqual(table)
  expect(asTyped('course catalogue: course check 7', asNpx)).toBe('course catalogue: course check 7')
  const text = 'It is what `course doctor` names, a course check.'
  expect(asTypedInText(text, asNpx)).toBe('It is what `npx course doctor` names, a course check.')
})
