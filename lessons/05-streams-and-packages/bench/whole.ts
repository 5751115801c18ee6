import { readFile } from 'node:fs/promises'
import { downloadApp } from './download.ts'

/** Reads the whole file, then answers. */
export function buildApp() {
  return downloadApp(async (path, response) => {
    response.end(await readFile(path))
  })
}
