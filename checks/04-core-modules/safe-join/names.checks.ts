import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { check, expect } from 'backend-workbook/check'
import { safeJoin } from '../../../exercises/04-core-modules/safe-join.ts'
import { ending, withRoot } from './root.ts'

check('gives the path below the root', { read: 'path' }, async () => {
  await withRoot(async (root, folder) => {
    for (const [urlPath, expected] of [
      ['index.html', 'app/index.html'],
      ['/index.html', 'app/index.html'],
      ['/img/a.png', 'app/img/a.png'],
      ['//img/a.png', 'app/img/a.png'],
      ['img//./a.png', 'app/img/a.png'],
      ['', 'app'],
      ['/', 'app'],
    ] as const) {
      expect(await ending(folder, root, urlPath), `safeJoin('…/app', '${urlPath}')`).toBe(expected)
    }
    expect(await safeJoin(root, 'img'), "safeJoin(root, 'img'), which is an absolute path").toBe(join(root, 'img'))
  })
})

check('lets .. pass as long as the path stays inside', { read: 'path' }, async () => {
  await withRoot(async (root, folder) => {
    for (const [urlPath, expected] of [
      ['img/../index.html', 'app/index.html'],
      ['/img/deep/../../img/a.png', 'app/img/a.png'],
      ['img/..', 'app'],
    ] as const) {
      expect(await ending(folder, root, urlPath), `safeJoin('…/app', '${urlPath}')`).toBe(expected)
    }
  })
})

check('refuses .. that leads out of the root', { read: 'path' }, async () => {
  await withRoot(async (root, folder) => {
    for (const urlPath of [
      '../private/secret',
      '/../private/secret',
      'img/../../private/secret',
      '..',
      '../new',
      '../private/secret/x',
    ]) {
      expect(await ending(folder, root, urlPath), `safeJoin('…/app', '${urlPath}')`).toBe('PathError')
    }
  })
})

check('refuses a neighbour whose name begins like the root', { read: 'path' }, async () => {
  await withRoot(async (root, folder) => {
    for (const urlPath of ['../app-evil/secret', '/../app-evil']) {
      expect(await ending(folder, root, urlPath), `safeJoin('…/app', '${urlPath}')`).toBe('PathError')
    }
  })
})

check('sees .. in whatever way the URL spells it', { read: 'encoded-paths' }, async () => {
  await withRoot(async (root, folder) => {
    for (const urlPath of ['%2e%2e/private/secret', '/%2E%2E%2Fprivate%2Fsecret', 'img%2f..%2f../private/secret']) {
      expect(await ending(folder, root, urlPath), `safeJoin('…/app', '${urlPath}')`).toBe('PathError')
    }
  })
})

check('decodes names, and decodes them once', { read: 'encoded-paths' }, async () => {
  await withRoot(async (root, folder) => {
    await writeFile(join(root, 'a b é.txt'), '')
    await writeFile(join(root, '100%25.txt'), '')
    for (const [urlPath, expected] of [
      ['a%20b%20%C3%A9.txt', 'app/a b é.txt'],
      ['100%2525.txt', 'app/100%25.txt'],
      ['%252e%252e/x', 'app/%2e%2e/x'],
      ['a+b.txt', 'app/a+b.txt'],
      ['what%3F%23.txt', 'app/what?#.txt'],
      ['%20draft%20', 'app/ draft '],
    ] as const) {
      expect(await ending(folder, root, urlPath), `safeJoin('…/app', '${urlPath}')`).toBe(expected)
    }
  })
})

check('refuses broken encoding and zero bytes with a PathError', { read: 'encoded-paths' }, async () => {
  await withRoot(async (root, folder) => {
    for (const urlPath of ['%', 'img/%zz', '%C3', 'index.html%00.png', 'new%00/file']) {
      expect(await ending(folder, root, urlPath), `safeJoin('…/app', '${urlPath}')`).toBe('PathError')
    }
  })
})

check('lets names pass that only begin with dots', { read: 'path' }, async () => {
  await withRoot(async (root, folder) => {
    await writeFile(join(root, '..draft'), '')
    for (const [urlPath, expected] of [
      ['..draft', 'app/..draft'],
      ['img/v1..v2.png', 'app/img/v1..v2.png'],
      ['.../x', 'app/.../x'],
      ['.well-known', 'app/.well-known'],
    ] as const) {
      expect(await ending(folder, root, urlPath), `safeJoin('…/app', '${urlPath}')`).toBe(expected)
    }
  })
})
