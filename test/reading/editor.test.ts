import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { editorCommand, openInEditor, splitCommand } from '../../src/engine/editor.ts'
import { temporaryFolder } from '../fixtures/build.ts'

describe('editorCommand', () => {
  it.each([
    [{ VISUAL: 'vim', EDITOR: 'ed' }, ['vim']],
    [{ VISUAL: '', EDITOR: 'nano -w' }, ['nano', '-w']],
    [{ EDITOR: 'vi' }, ['vi']],
    [{ EDITOR: 'vi', npm_command: 'exec' }, undefined],
    [{ EDITOR: 'C:\\Windows\\notepad.exe', npm_lifecycle_event: 'check' }, undefined],
    [{ EDITOR: 'nano', npm_command: 'exec' }, ['nano']],
    [{ EDITOR: 'vi', npm_command: 'exec', npm_config_editor: 'vi' }, ['vi']],
    [{ PATH: '/nowhere' }, undefined],
    [{}, undefined],
  ])('of %j', (env, expected) => {
    expect(editorCommand(env)).toEqual(expected)
  })

  it('is the one that the learner named once, where the environment names none', () => {
    expect(editorCommand({ EDITOR: 'vi', npm_command: 'exec' }, 'micro -x')).toEqual(['micro', '-x'])
    expect(editorCommand({ VISUAL: 'hx' }, 'micro')).toEqual(['hx'])
  })

  it('is code where it is on the PATH and no other is named', () => {
    const folder = temporaryFolder()
    const name = process.platform === 'win32' ? 'code.cmd' : 'code'
    writeFileSync(join(folder, name), '')
    chmodSync(join(folder, name), 0o755)
    expect(editorCommand({ PATH: folder })).toEqual(['code'])
  })
})

describe('splitCommand', () => {
  it.each([
    ['"/opt/My Editor/edit" -w', ['/opt/My Editor/edit', '-w']],
    ["emacs -nw --eval 'a b'", ['emacs', '-nw', '--eval', 'a b']],
  ])('reads %s', (command, words) => {
    expect(splitCommand(command)).toEqual(words)
  })
})

describe('openInEditor', () => {
  it('hands the path over as one argument', async () => {
    const folder = temporaryFolder()
    const editor = join(folder, 'editor.cjs')
    writeFileSync(editor, "require('node:fs').writeFileSync(process.argv[2], 'edited')")
    const path = join(folder, "a file; echo 'no'.ts")
    await openInEditor(path, { env: { EDITOR: `"${process.execPath}" "${editor}"` } })
    expect(readFileSync(path, 'utf8')).toBe('edited')
  })

  it.each([
    ['there is none', {}],
    ['it does not exist', { EDITOR: '/nowhere/editor' }],
    ['it fails', { EDITOR: `"${process.execPath}" -e "process.exit(3)" --` }],
  ])('says how to go on where %s', async (_, env) => {
    await expect(openInEditor('/tmp/x.ts', { env })).rejects.toMatchObject({
      name: 'Problem',
      hint: expect.stringContaining('/tmp/x.ts'),
    })
  })
})
