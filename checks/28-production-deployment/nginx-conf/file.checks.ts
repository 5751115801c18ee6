import { check, expect } from 'backend-workbook/check'
import { config } from './config.ts'
import { complaint } from './real.ts'

check('is a file that nginx starts with', { read: 'nginx', requirement: 'file', points: 8, ms: 8000 }, async () => {
  expect(config().problems, 'what keeps nginx from a start').toEqual([])
  expect((await complaint()) ?? 'nothing', 'what nginx says to your file').toBe('nothing')
})
