import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, it } from 'vitest'
import { openPage } from '../page.ts'
import { hasBrowser, openTab } from './browser.ts'
import { readOf } from './workbook.ts'

/** A page of somebody else on this machine: another port is another origin, and SameSite alone does not stop it. */
const foreign = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html').end('<!doctype html><title>Elsewhere</title><body></body>')
})

afterAll(() => foreign.close())

describe.skipIf(!hasBrowser)('a page of a second origin, in a browser that has the cookie', () => {
  it('can neither read nor write, and cannot hold the page in a frame', async () => {
    await once(foreign.listen(0, '127.0.0.1'), 'listening')
    const { port } = foreign.address() as AddressInfo
    const served = await openPage()
    const { page, go } = await openTab(served)
    await go('/day/1/add')
    await page.getByRole('textbox', { name: 'add.ts' }).waitFor()
    const now = () => ['01-adding/add.ts', 'progress.json'].map((path) => readOf(served.workbook, path))
    const before = now()

    await page.goto(`http://127.0.0.1:${port}/`)
    const tried = await page.evaluate(tryEverything, `http://127.0.0.1:${served.port}`)

    expect(tried).toEqual({
      read: 'refused',
      readWithoutLooking: 'refused',
      write: 'refused',
      writeAsForm: 'refused',
      listen: 'refused',
      script: 'refused',
    })
    // What the browser puts in the place of a document that refuses to be framed.
    expect(page.frames().map((frame) => frame.url())).toContain('chrome-error://chromewebdata/')
    expect(now()).toEqual(before)
  })
})

/** Runs in the foreign page. */
async function tryEverything(target: string) {
  const said = (asked: Promise<Response>) =>
    asked.then(
      ({ type }) => type,
      () => 'refused',
    )
  const credentials = 'include'
  const body = JSON.stringify({ path: 'add.ts', text: 'stolen', base: null, judge: true })
  const loads = (element: HTMLElement) =>
    new Promise<string>((resolve) => {
      element.onload = () => resolve('loaded')
      element.onerror = () => resolve('refused')
      document.body.append(element)
    })
  const script = document.createElement('script')
  script.src = `${target}/api/home`
  const listened = new Promise<string>((resolve) => {
    const source = new EventSource(`${target}/api/live`, { withCredentials: true })
    source.onopen = () => resolve('open')
    source.onerror = () => resolve('refused')
  })
  const frame = document.createElement('iframe')
  frame.src = target
  await loads(frame)
  return {
    read: await said(fetch(`${target}/api/home`, { credentials })),
    readWithoutLooking: await said(fetch(`${target}/api/home`, { credentials, mode: 'no-cors' })),
    write: await said(
      fetch(`${target}/api/exercises/1/add/files`, {
        method: 'PUT',
        credentials,
        body,
        headers: { 'content-type': 'application/json' },
      }),
    ),
    writeAsForm: await said(
      fetch(`${target}/api/exercises/1/add/solution`, { method: 'POST', credentials, mode: 'no-cors', body }),
    ),
    listen: await listened,
    script: await loads(script),
  }
}
