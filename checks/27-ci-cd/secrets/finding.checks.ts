import { check, expect } from 'backend-workbook/check'
import { findSecrets } from '../../../exercises/27-ci-cd/secrets.ts'

/** Made up, and put together here so that no scanner of this repository stops at it. */
const TOKEN = ['mkt_live_Kd83nQz5Wm2X', 'c7Vb1Lp9Rt4S'].join('')
const RANDOM = ['q7Rk2ZpX9v', 'Lw4TnB6sYd'].join('')

function added(...lines: string[]): string {
  return [
    'diff --git a/src/app.ts b/src/app.ts',
    '--- a/src/app.ts',
    '+++ b/src/app.ts',
    `@@ -1 +1,${lines.length + 1} @@`,
    ' first line',
    ...lines.map((line) => `+${line}`),
    '',
  ].join('\n')
}

function found(...lines: string[]): string[] {
  return findSecrets(added(...lines)).map(({ line, kind, preview }) => `${line} ${kind} ${preview}`)
}

check('it finds tokens of the marketplace, and no others', { read: 'finding' }, () => {
  expect(findSecrets(added(`const at = '${TOKEN}'`)), 'a line with a token').toEqual([
    { file: 'src/app.ts', line: 2, kind: 'token', preview: 'mkt_…' },
  ])
  const borders = [`(${TOKEN})`, `${TOKEN}-x`, `see/${TOKEN}.`, TOKEN]
  expect(found(...borders), 'tokens in brackets, before "-x", behind "/", alone').toEqual(
    [2, 3, 4, 5].map((line) => `${line} token mkt_…`),
  )
  const others = [
    `x${TOKEN}`,
    `${TOKEN}x`,
    `_${TOKEN}`,
    `${TOKEN}_`,
    TOKEN.slice(0, -1),
    TOKEN.replace('live', 'test'),
    TOKEN.toUpperCase(),
  ]
  for (const other of others) expect(found(`see ${other}`), `see ${other}`).toEqual([])
})

check('it finds random values behind a name that says secret', { read: 'finding' }, () => {
  const lines = [
    `apiKey: '${RANDOM}'`,
    `"DB_PASSWORD" : "${RANDOM}"`,
    `export MILL-TOKEN=${RANDOM};`,
    `client.secret.old = \`${RANDOM}\``,
    `keyring:${RANDOM}`,
  ]
  for (const line of lines) expect(found(line), line).toEqual(['2 random q7Rk…'])
  const value = 'aB+/=_-9zQw3Er5Ty7Ui8'
  expect(found(`key=${value}`), `key=${value}`).toEqual(['2 random aB+/…'])
})

check('it cries at nothing else', { read: 'finding' }, () => {
  const lines = [
    `integrity: '${RANDOM}'`,
    `uses: actions/checkout@${RANDOM}`,
    'token=change-me-change-me-',
    'password: aaaaaaaaaaaaaaaaaaaaaaaa',
    `token: ${RANDOM.slice(1)}`,
    `const token = process.env.${RANDOM}`,
    `token ${RANDOM}`,
    `token == ${RANDOM}`,
    `token: call(${RANDOM})`,
    `token: ${TOKEN.replace('live', 'test')}`,
  ]
  for (const line of lines) expect(found(line), line).toEqual([])
  const sixteen = '0123456789abcdef'
  expect(found(`key: ${sixteen}${sixteen}`), `key: ${sixteen} twice, exactly 4 bits a character`).toEqual([
    '2 random 0123…',
  ])
  const less = `${sixteen.slice(0, 15)}0${sixteen}`
  expect(found(`key: ${less}`), `key: ${less}, a little less than 4`).toEqual([])
})

check('it looks at added lines, and counts them as the new file does', { read: 'finding' }, () => {
  const line = `key: ${RANDOM}`
  const diff = [
    'diff --git a/one.env b/one.env',
    '--- a/one.env',
    '+++ b/one.env',
    '@@ -3,3 +10,5 @@ some context',
    ` ${line}`,
    `-${line}`,
    `+${line}`,
    '+++ b/not-a-file',
    `+${line}`,
    ` ${line}`,
    '@@ -20 +30 @@',
    '-old',
    `+${line}`,
    '\\ No newline at end of file',
    'diff --git a/two.env b/two.env',
    'new file mode 100644',
    '--- /dev/null',
    '+++ b/folder/two.env',
    '@@ -0,0 +1,2 @@',
    '+',
    `+++ ${line}`,
    '',
  ].join('\n')
  const places = findSecrets(diff).map(({ file, line: number }) => `${file}:${number}`)
  expect(places, diff).toEqual(['one.env:11', 'one.env:13', 'one.env:30', 'folder/two.env:2'])
  const without = [
    'diff --git a/gone.env b/gone.env',
    'deleted file mode 100644',
    '--- a/gone.env',
    '+++ /dev/null',
    '@@ -1 +0,0 @@',
    `-${line}`,
    'diff --git a/one.env b/one.env',
    '--- a/one.env',
    '+++ b/one.env',
    '@@ -3 +2,0 @@',
    '-old',
    '@@ -9,0 +8 @@',
    `+${line}`,
    '@@ -20 +20 @@',
    '-old',
    `+${line}`,
    '',
  ].join('\n')
  const hunks = findSecrets(without).map(({ file, line: number }) => `${file}:${number}`)
  expect(hunks, without).toEqual(['one.env:8', 'one.env:20'])
})

check('it reports all of a line, and never the secret', { read: 'finding' }, () => {
  const line = `key=${RANDOM} ${TOKEN} token: ${TOKEN} secret: '${RANDOM}' ${TOKEN}`
  const kinds = ['random q7Rk…', 'token mkt_…', 'token mkt_…', 'random q7Rk…', 'token mkt_…']
  expect(found(line), line).toEqual(kinds.map((kind) => `2 ${kind}`))
  const text = JSON.stringify(findSecrets(added(line)))
  expect(
    [text.includes(TOKEN.slice(0, 12)), text.includes(RANDOM.slice(0, 6))],
    'findings that hold more of the token, of the random value',
  ).toEqual([false, false])
})
