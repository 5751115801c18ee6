import fs from 'node:fs'
import path from 'node:path'

export class PathError extends Error {}

export async function safeJoin(root: string, urlPath: string): Promise<string> {
  const top = fs.realpathSync(root)
  if (/%(?![0-9a-f]{2})/i.test(urlPath)) throw new PathError('bad')
  const buf: number[] = []
  const raw = Buffer.from(urlPath)
  for (let i = 0; i < raw.length; i++) {
    if (raw[i] === 37) {
      buf.push(parseInt(raw.toString('latin1', i + 1, i + 3), 16))
      i += 2
    } else buf.push(raw[i] as number)
  }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(buf))
  } catch {
    throw new PathError('utf8')
  }
  if (text.includes('\0')) throw new PathError('zero')
  // a stack of names; links are resolved as they come
  const stack: string[] = []
  for (const name of text.split('/')) {
    if (name === '' || name === '.') continue
    if (name === '..') {
      if (stack.pop() === undefined) throw new PathError('out')
      continue
    }
    stack.push(name)
  }
  let here = top
  for (const name of stack) {
    here = path.join(here, name)
    let stats: fs.Stats | undefined
    try {
      stats = fs.lstatSync(here)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue
      throw error
    }
    if (!stats.isSymbolicLink()) continue
    try {
      here = fs.realpathSync(here)
    } catch {
      throw new PathError('dangling')
    }
    const prefix = top.endsWith(path.sep) ? top : top + path.sep
    if (here !== top && !here.startsWith(prefix)) throw new PathError('link out')
  }
  return here
}
