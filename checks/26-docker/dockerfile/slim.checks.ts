import { check, expect } from 'backend-workbook/check'
import { buildOrders, finalOf, inLayers, UNWANTED } from './orders-service.ts'

check('has no compiler in any layer', { read: 'stages', requirement: 'slim', points: 8 }, () => {
  const found = inLayers(finalOf(buildOrders()), (path) => /\/node_modules\/typescript\//.test(path))
  expect(found, 'node_modules/typescript in the layers of the final image').toEqual([])
})

check('has no sources in any layer', { read: 'stages', requirement: 'slim', points: 6 }, () => {
  const found = inLayers(finalOf(buildOrders()), (path) => path.endsWith('.ts') && !path.includes('/node_modules/'))
  expect(found, 'files of TypeScript in the layers of the final image').toEqual([])
})

check('keeps out of the context what no build needs', { read: 'context', requirement: 'context', points: 5 }, () => {
  const { context } = buildOrders()
  const found = [...UNWANTED.keys()].filter((path) => context.has(path))
  expect(found, 'files that the builder gets to see').toEqual([])
})

check('keeps the rest in the context', { read: 'context', requirement: 'context', points: 3 }, () => {
  const { context } = buildOrders()
  const needed = [
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'src/server.ts',
    'src/orders.ts',
    '.env.example',
  ]
  const lost = needed.filter((path) => !context.has(path))
  expect(lost, 'files that the builder does not get to see').toEqual([])
})
