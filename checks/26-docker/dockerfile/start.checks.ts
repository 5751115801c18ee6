import { check, expect } from 'backend-workbook/check'
import { buildOrders, finalOf } from './orders-service.ts'
import { rootReason, startOf } from './start.ts'

check('runs as somebody who is not root', { read: 'user', requirement: 'user', points: 8 }, () => {
  const final = finalOf(buildOrders())
  expect(rootReason(final), `the user of the final image, USER ${final.user}`).toBeUndefined()
})

check('runs node itself, so that signals reach it', { read: 'signals', requirement: 'start', points: 8 }, () => {
  const { argv, wrong } = startOf(finalOf(buildOrders()))
  expect(wrong, `what a container runs: ${JSON.stringify(argv)}`).toBeUndefined()
})
