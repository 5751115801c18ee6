import { expect, it } from 'vitest'
import { renderCaught } from '../../src/ui/mistakes/caught.ts'
import { lookOf } from '../../src/ui/terminal/look.ts'

it('says of an answer that nobody could judge that it is not written', () => {
  const look = lookOf({ stdout: process.stdout, env: { NO_COLOR: '1' }, flags: { color: false } })
  const verdict = {
    status: 'inconclusive',
    message: 'The machine is too busy to tell',
    checks: [],
    ms: 1,
    notes: [],
  } as const
  const text = renderCaught('7/compose', 'lost', { ...verdict, checks: [], notes: [] }, look).replace(/\s+/g, ' ')
  expect(text).toContain('lost inconclusive: The machine is too busy to tell. Nothing is written')
})
