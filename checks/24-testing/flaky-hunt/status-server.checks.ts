// biome-ignore-all lint/suspicious/noTemplateCurlyInString: code as text
import { check } from 'backend-workbook/check'
import type { Change } from '../suites.ts'
import { hunt } from './hunting.ts'

const { steady, notices } = hunt('status-server', [
  { says: 'with the last test first', conditions: { order: 'reversed' } },
  {
    says: 'with a server that takes a moment',
    changes: [
      {
        file: 'status-server.ts',
        from: "response.end(JSON.stringify(isKnown ? { status: 'up', version } : { error: 'not_found' }))",
        to: "setTimeout(() => response.end(JSON.stringify(isKnown ? { status: 'up', version } : { error: 'not_found' })), 30)",
      },
    ],
  },
])

const broken = (says: string, from: string, to: string): Change => ({ says, file: 'status-server.ts', from, to })

check('status-server.test.ts passes everywhere', { read: 'ports', requirement: 'status-server', points: 10 }, steady)

check(
  'status-server.test.ts notices a broken server',
  { read: 'ports', requirement: 'status-server', points: 10, ms: 8000 },
  async () => {
    await notices([
      broken('the status is another one', 'isKnown ? 200', 'isKnown ? 204'),
      broken('it says that it is down', "status: 'up'", "status: 'down'"),
      broken('the version is missing', "{ status: 'up', version }", "{ status: 'up' }"),
      broken('the version is always the same', "{ status: 'up', version }", "{ status: 'up', version: '0.0.1' }"),
      broken('unknown paths are found', " && request.url === '/status'", ''),
      broken('unknown methods are allowed', "request.method === 'GET' && ", ''),
    ])
  },
)
