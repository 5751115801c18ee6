import { posix } from 'node:path'
import { check, expect } from 'backend-workbook/check'
import { unpinned } from './images.ts'
import { MODULE } from './npm.ts'
import { buildOrders, FROM_LAPTOP, finalOf } from './orders-service.ts'
import { startOf } from './start.ts'

check('finds in every instruction what it needs', { read: 'layers', requirement: 'image', points: 6 }, () => {
  const { problems, final } = buildOrders()
  expect(final === undefined ? ['there is no FROM'] : problems, 'what would end the build with an error').toEqual([])
})

check('has the service compiled from the sources of now', { read: 'stages', requirement: 'image', points: 6 }, () => {
  const changed = { 'src/orders.ts': 'other orders' }
  const [now, next] = [buildOrders(), buildOrders(changed)].map((build) => {
    const final = finalOf(build)
    const { script } = startOf(final)
    const known = script ?? posix.resolve(final.workdir, 'dist/server.js')
    return { path: known, text: final.files.get(known) }
  })
  expect(now?.text ?? 'no such file', `${now?.path} in the final image`).toMatch(/^compiled from /)
  expect(next?.text, `${next?.path} after a change of src/orders.ts`).not.toBe(now?.text)
})

check('has the modules that the service needs', { read: 'stages', requirement: 'image', points: 6 }, () => {
  const final = finalOf(buildOrders())
  const { script } = startOf(final)
  const start = posix.dirname(script ?? posix.resolve(final.workdir, 'dist/server.js'))
  const found = foldersAbove(start).map((folder) => final.files.get(posix.join(folder, MODULE)))
  const module = found.find((text) => text !== undefined)
  expect(module ?? 'not there', `node_modules/express, seen from ${start}`).toMatch(/^installed from /)
  expect(module, 'node_modules/express').not.toBe(FROM_LAPTOP)
})

check('sets NODE_ENV to production', { read: 'dockerfile', requirement: 'image', points: 4 }, () => {
  expect(finalOf(buildOrders()).env['NODE_ENV'], 'NODE_ENV in the final image').toBe('production')
})

check('takes images by their version', { read: 'images', requirement: 'pinned', points: 8 }, () => {
  const images = buildOrders().stages.flatMap(({ external }) => external)
  const wrong = images.flatMap(({ line, image }) => {
    const why = unpinned(image)
    return why === undefined ? [] : [`line ${line}: ${image}: ${why}`]
  })
  expect([...new Set(wrong)], 'images that may be others next month').toEqual([])
})

function foldersAbove(path: string): string[] {
  const parent = posix.dirname(path)
  return parent === path ? [path] : [path, ...foldersAbove(parent)]
}
