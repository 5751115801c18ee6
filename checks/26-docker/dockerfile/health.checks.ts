import { check, expect } from 'backend-workbook/check'
import { commandOf, missingProgram, outcomes } from './health.ts'
import { buildOrders, finalOf } from './orders-service.ts'

check('has a health check that the image can run', { read: 'health', requirement: 'health', points: 4 }, () => {
  const final = finalOf(buildOrders())
  expect(final.health === undefined ? 'none' : 'there', 'the HEALTHCHECK of the final image').toBe('there')
  expect(missingProgram(final), `what lacks for HEALTHCHECK CMD ${JSON.stringify(commandOf(final))}`).toBeUndefined()
})

check(
  'is healthy only while /health answers 200',
  { read: 'health', requirement: 'health', points: 4, ms: 6000 },
  async () => {
    const final = finalOf(buildOrders())
    const expected = {
      '/health answers 200': 'healthy',
      '/health answers 503': 'unhealthy',
      'nobody listens': 'unhealthy',
    }
    expect(await outcomes(final), 'what the health check says').toEqual(expected)
  },
)
