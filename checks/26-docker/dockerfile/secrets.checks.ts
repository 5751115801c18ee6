import { check, expect } from 'backend-workbook/check'
import { buildOrders, finalOf, inLayers, laptop, SECRETS } from './orders-service.ts'

/** Parts of names, as the check SecretsUsedInArgOrEnv of Docker's own linter has them. */
const SECRET_NAME = /(?:^|_)(?:KEY|APIKEY|TOKEN|SECRET|PASSWORD|PASSWD|AUTH|CREDENTIALS?)(?:_|$)/i

const values = [...SECRETS.values()].map((text) => text.trim().replace(/^.*?=/, ''))

check('has no secret in any layer', { read: 'secrets', requirement: 'secrets', points: 5 }, () => {
  const isSecret = (_path: string, text: string) => values.some((value) => text.includes(value))
  expect(inLayers(finalOf(buildOrders()), isSecret), 'files with secrets in the layers of the final image').toEqual([])
})

check('has no secret in ENV, ARG or LABEL', { read: 'secrets', requirement: 'secrets', points: 5 }, () => {
  const named = buildOrders().instructions.flatMap(({ line, keyword, pairs }) =>
    pairs
      .filter(
        ({ name, value = '' }) =>
          (SECRET_NAME.test(name) && !name.endsWith('_FILE')) || values.some((secret) => value.includes(secret)),
      )
      .map(({ name }) => `line ${line}: ${keyword} ${name}`),
  )
  const source = laptop().get('Dockerfile') ?? ''
  expect(
    values.filter((secret) => source.includes(secret)),
    'secrets that stand in the Dockerfile',
  ).toEqual([])
  expect(named, 'names and values that everybody with the image can read').toEqual([])
})
