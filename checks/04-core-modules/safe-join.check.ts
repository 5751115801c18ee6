import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises'
import { join, parse, relative, sep } from 'node:path'
import { check, expect } from 'backend-workbook/check'
import { PathError, safeJoin } from '../../exercises/04-core-modules/safe-join.ts'
import { inFolder } from './support.ts'

/**
 * A folder with the root `app` and what is around it. A junction is the only link to a folder that Windows allows
 * everybody; elsewhere the type is ignored.
 */
async function withRoot(body: (root: string, folder: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const root = join(folder, 'app')
    await mkdir(join(root, 'img'), { recursive: true })
    await mkdir(join(folder, 'app-evil'))
    await mkdir(join(folder, 'private'))
    for (const file of ['app/index.html', 'app/img/a.png', 'app-evil/secret', 'private/secret']) {
      await writeFile(join(folder, file), file)
    }
    await body(root, folder)
  })
}

/** What came of it: the path as seen from `folder`, or the name of the error. */
async function ending(folder: string, root: string, urlPath: string): Promise<string> {
  try {
    const path = await safeJoin(root, urlPath)
    return relative(folder, path).split(sep).join('/')
  } catch (error) {
    if (error instanceof PathError) return error.message === '' ? 'PathError without a message' : 'PathError'
    return `not a PathError but ${String(error)}`
  }
}

check('gives the path below the root', { read: 'path' }, async () => {
  await withRoot(async (root, folder) => {
    for (const [urlPath, expected] of [
      ['index.html', 'app/index.html'],
      ['/index.html', 'app/index.html'],
      ['/img/a.png', 'app/img/a.png'],
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
    for (const urlPath of ['shared/new.txt', 'shared/a/b.txt', 'dangling', 'dangling/new.txt']) {
      expect(await ending(folder, root, urlPath), `safeJoin('…/app', '${urlPath}'), through a link to outside`).toBe(
        'PathError',
      )
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
