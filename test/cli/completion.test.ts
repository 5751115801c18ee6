import { execFile, execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { commands, globalFlags } from '../../src/command-table.ts'
import { completing } from '../../src/commands/complete.ts'
import { HTTP_COURSE, TINY_COURSE, temporaryFolder } from '../fixtures/build.ts'
import { courseEnv, runCourse } from '../fixtures/cli.ts'

const run = promisify(execFile)

const has = (shell: string) => {
  try {
    execFileSync(shell, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** What a shell is told for the words and the beginning of one more, without what they mean. */
async function asked(...words: string[]): Promise<string[]> {
  const stdout = new PassThrough()
  const typed = [...words.slice(0, -1), `=${words.at(-1)}`]
  const code = await completing({ commands, flags: globalFlags }).run(
    typed,
    {},
    {
      cwd: TINY_COURSE,
      env: {},
      stdin: new PassThrough(),
      stdout,
      stderr: new PassThrough(),
      now: () => new Date(),
      random: Math.random,
      signal: new AbortController().signal,
      packageRoot: TINY_COURSE,
      flags: { color: true },
    },
  )
  expect(code).toBe(0)
  const lines = String(stdout.read() ?? '').split('\n')
  return lines.filter(Boolean).map((line) => line.split('\t')[0] ?? '')
}

/** Words that a shell offers, printed one a line by a script of that shell. */
async function offered(shell: string, script: string): Promise<string[]> {
  const cwd = temporaryFolder(shell)
  const completion = join(cwd, 'completion')
  writeFileSync(completion, (await runCourse(['completion', shell])).stdout)
  const flags = shell === 'zsh' ? ['-f'] : shell === 'bash' ? ['--norc'] : ['--no-config']
  const { stdout } = await run(shell, [...flags, '-c', script.replace('SCRIPT', completion)], { cwd, env: courseEnv() })
  return stdout.split('\n').filter(Boolean)
}

describe('what may stand at the cursor', () => {
  it.each<[string[], string[]]>([
    [['pro'], ['progress']],
    [['help', 'rev'], ['review']],
    [
      ['day', ''],
      ['1', '2'],
    ],
    [['day', 'add'], ['adding']],
    [
      ['check', '1/'],
      ['1/add', '1/total'],
    ],
    [['watch', 'tot'], ['total']],
    [['--plain', 'hint', '2'], ['2/ping']],
    [['check', '--al'], ['--all']],
    [['check', '1/add', ''], []],
    [
      ['doctor', '--install', ''],
      ['mongodb', 'redis', 'packages'],
    ],
    [
      ['author', 'mis'],
      ['mistake', 'mistakes'],
    ],
    [['author', 'ins'], ['insight']],
    [['author', 'insight', 'ada.json', ''], [':files']],
    [
      ['author', 'preview', ''],
      ['1', '2'],
    ],
    [
      ['author', 'translated', ''],
      ['1', '2'],
    ],
    [['author', 'check', '--only', 'to'], ['total']],
    [['progress', '--workbook', ''], [':files']],
    [['--course', HTTP_COURSE, 'day', '1', '--lang', ''], ['de']],
    [['day', '1', '--lang', ''], []],
    [['completion', 'z'], ['zsh']],
    [['nonsense', ''], []],
    [['--course', '/nonexistent', 'day', ''], []],
    [['day', '$(touch x)'], []],
  ])('after %j: %j', async (words, expected) => {
    expect((await asked(...words)).slice(0, 4)).toEqual(expected)
  })
})

describe('course completion', () => {
  it.skipIf(!has('bash'))(
    'bash completes commands, days with odd words before them, exercises, flags and paths',
    async () => {
      const ask = (...words: string[]) =>
        `COMP_WORDS=(course ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _course_completion; printf '%s\\n' "\${COMPREPLY[@]}"`
      const script = [
        // Twice, as when a shell reads its settings again.
        'source SCRIPT; source SCRIPT; touch a\\ file; complete -p course',
        ...[
          ['progr'],
          ['day', 'add'],
          ['check', '1/t'],
          ['list', '--js'],
          ['--workbook', 'a'],
          ['$(touch hacked)', ''],
        ].map((words) => ask(...words)),
        'ls',
      ]
      expect(await offered('bash', script.join('\n'))).toEqual([
        'complete -F _course_completion course',
        'progress',
        'adding',
        '1/total',
        '--json',
        'a file',
        'a file',
        'completion',
      ])
    },
  )

  it.skipIf(!has('zsh'))('zsh gets each word with what it means', async () => {
    const script = [
      // biome-ignore lint/suspicious/noTemplateCurlyInString: for zsh
      'compdef() { }; _describe() { print -rl -- "${(@P)3}" }; _files() { print files }; source SCRIPT',
      'words=(course check 1/); CURRENT=3; _course',
      'words=(course day ""); CURRENT=3; _course',
      'words=(course --workbook ""); CURRENT=3; _course',
    ]
    const lines = await offered('zsh', script.join('\n'))
    expect(lines.slice(0, 3)).toEqual([
      expect.stringMatching(/^1\/add:\w/),
      expect.stringMatching(/^1\/total:\w/),
      '1:Adding',
    ])
    expect(lines.at(-1)).toBe('files')
  })

  it.skipIf(!has('fish'))('fish gets each word with what it means', async () => {
    const lines = await offered('fish', 'source SCRIPT; complete -C "course check 1/"; complete -C "course day "')
    expect(lines.slice(0, 3)).toEqual([
      expect.stringMatching(/^1\/add\t\w/),
      expect.stringMatching(/^1\/total\t\w/),
      '1\tAdding',
    ])
  })

  it('PowerShell gets a completer of its own kind', async () => {
    const { stdout } = await runCourse(['completion', 'pwsh'])
    expect(stdout).toContain('Register-ArgumentCompleter -Native -CommandName course -ScriptBlock {')
    expect(stdout).toContain('& course __complete @words "=$wordToComplete"')
    expect(stdout).toContain('$value, $says = $line -split "`t", 2')
  })

  it('knows no other shell', async () => {
    const { code, stderr } = await runCourse(['completion', 'tcsh'])
    expect(code).toBe(2)
    expect(stderr).toContain('only for bash, zsh, fish and powershell')
  })
})
