import { check, expect } from 'backend-workbook/check'
import { buildOrders, lineText } from './orders-service.ts'

check('installs what package-lock.json says', { read: 'cache', requirement: 'cache', points: 4 }, () => {
  const steps = buildOrders().stages.flatMap(({ steps }) => steps)
  const installs = steps.filter(({ installs }) => installs.length > 0)
  const wrong = installs.filter(({ installs }) => installs.includes('install'))
  expect([...new Set(wrong.map(({ line }) => lineText(line)))], 'lines that install without npm ci').toEqual([])
  expect(installs.length, 'lines that run npm ci').toBeGreaterThan(0)
})

check('installs nothing again after a change of sources', { read: 'cache', requirement: 'cache', points: 10 }, () => {
  const before = buildOrders().stages.flatMap(({ steps }) => steps)
  const known = new Set(before.map(({ key }) => key))
  const after = buildOrders({ 'src/orders.ts': 'other orders', 'test/orders.test.ts': 'other tests' })
  const installs = after.stages.flatMap(({ steps }) => steps).filter(({ installs }) => installs.length > 0)
  const again = installs.filter(({ key }) => !known.has(key)).map(({ line }) => lineText(line))
  expect([...new Set(again)], 'lines that run again when src/orders.ts and a test have changed').toEqual([])
  expect(installs.length, 'lines that install').toBeGreaterThan(0)
})
