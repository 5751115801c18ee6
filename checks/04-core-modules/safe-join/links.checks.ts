import { realpath, symlink } from 'node:fs/promises'
import { join, parse, relative, sep } from 'node:path'
import { check, expect } from 'backend-workbook/check'
import { safeJoin } from '../../../exercises/04-core-modules/safe-join.ts'
import { ending, withRoot } from './root.ts'

check('refuses a link that leads out of the root', { read: 'links' }, async () => {
  await withRoot(async (root, folder) => {
    await symlink(join(folder, 'private'), join(root, 'shared'), 'junction')
    await symlink(join(folder, 'private'), join(root, 'img', 'more'), 'junction')
    for (const urlPath of ['shared', 'shared/secret', 'img/more/secret']) {
      expect(await ending(folder, root, urlPath), `safeJoin('…/app', '${urlPath}'), through a link to outside`).toBe(
        'PathError',
      )
    }
  })
})

check('follows a link that stays inside the root', { read: 'links' }, async () => {
  await withRoot(async (root, folder) => {
    await symlink(join(root, 'img'), join(root, 'pictures'), 'junction')
    expect(await ending(folder, root, 'pictures/a.png'), "safeJoin('…/app', 'pictures/a.png'); pictures → img").toBe(
      'app/img/a.png',
    )
  })
})

check('gives the future path of a file that does not exist yet', { read: 'links' }, async () => {
  await withRoot(async (root, folder) => {
    await symlink(join(root, 'img'), join(root, 'pictures'), 'junction')
    for (const [urlPath, expected] of [
      ['new.txt', 'app/new.txt'],
      ['a/b/c.txt', 'app/a/b/c.txt'],
      ['pictures/new/b.png', 'app/img/new/b.png'],
    ] as const) {
      expect(await ending(folder, root, urlPath), `safeJoin('…/app', '${urlPath}'), which does not exist`).toBe(
        expected,
      )
    }
  })
})

check('lets other errors of the file system through', { read: 'links' }, async () => {
  await withRoot(async (root) => {
    const outcome = await safeJoin(root, `index.html/new.txt`).catch((error: NodeJS.ErrnoException) => error.code)
    // Windows says of such a path only that it does not exist.
    const expected = process.platform === 'win32' ? join(root, 'index.html', 'new.txt') : 'ENOTDIR'
    expect(outcome, "safeJoin('…/app', 'index.html/new.txt'), where index.html is a file").toBe(expected)
  })
})

check('refuses a new file behind a link that leads out, or nowhere', { read: 'links' }, async () => {
  await withRoot(async (root, folder) => {
    await symlink(join(folder, 'private'), join(root, 'shared'), 'junction')
    await symlink(join(folder, 'nowhere'), join(root, 'dangling'), 'junction')
    await symlink(join(root, 'dangling'), join(root, 'again'), 'junction')
    await symlink(join(root, 'img', 'gone'), join(root, 'later'), 'junction')
    for (const [urlPath, what] of [
      ['shared/new.txt', 'shared → ../private'],
      ['shared/a/b.txt', 'shared → ../private'],
      ['dangling', 'dangling → ../nowhere, which does not exist'],
      ['dangling/new.txt', 'dangling → ../nowhere, which does not exist'],
      ['again', 'again → dangling → ../nowhere, which does not exist'],
      ['later', 'later → img/gone, which does not exist'],
    ] as const) {
      expect(await ending(folder, root, urlPath), `safeJoin('…/app', '${urlPath}'); ${what}`).toBe('PathError')
    }
  })
})

check('takes the root in whatever way it is written', { read: 'links' }, async () => {
  await withRoot(async (root, folder) => {
    await symlink(root, join(folder, 'current'), 'junction')
    for (const [name, written] of [
      ['…/app/', root + sep],
      ['…/current, a link to …/app', join(folder, 'current')],
      ['app as a relative path', relative(process.cwd(), root)],
    ] as const) {
      for (const [urlPath, expected] of [
        ['/img/a.png', 'app/img/a.png'],
        ['../private/secret', 'PathError'],
        ['new.txt', 'app/new.txt'],
      ] as const) {
        expect(await ending(folder, written, urlPath), `safeJoin(${name}, '${urlPath}')`).toBe(expected)
      }
    }
    const top = await realpath(parse(root).root)
    const below = relative(top, root).split(sep).map(encodeURIComponent).join('/')
    expect(await ending(top, top, below), 'safeJoin of the root of the disk and a folder in it').toBe(
      relative(top, root).split(sep).join('/'),
    )
  })
})
