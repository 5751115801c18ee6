import { basename } from 'node:path'
import { expect, it } from 'vitest'
import { checksOf } from '../../scripts/mutation/kept.ts'
import { makeCourse, temporaryFolder } from '../fixtures/build.ts'

it('a result rests on the checks of its exercise, their parts and what they share, and on no other exercise', () => {
  const root = makeCourse(temporaryFolder('kept'), {
    'checks/01-adding/add/positive.checks.ts': '',
    'checks/01-adding/total/lists.checks.ts': '',
    'checks/01-adding/support.ts': '',
    'checks/01-adding/client/ask.ts': '',
  })
  const names = checksOf({ root }, { room: '01-adding' }, { id: 'add' }).map((path) => basename(path))
  expect(names.sort()).toEqual(['add', 'add.check.ts', 'client', 'support.ts'])
})
