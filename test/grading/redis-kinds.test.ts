/** `course grade --queue` on what people have: a cluster, and a Redis of a provider. */
import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { TINY_COURSE } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'
import { makeClass, RIGHT, statuses, WRONG } from './class.ts'
import { FENCED } from './fenced.ts'
import { hasServer, makeCertificates, startCluster, startServer, stopServers } from './redis-servers.ts'
import { countsOf, expectEachOnce, gradeBy, killUntil, killWorkers, startWorker } from './workers.ts'

/** Each a little different, so that all are judged; every third is wrong. */
const NUMBERS = Array.from({ length: 24 }, (_, index) => index)
const nameOf = (index: number) => `learner-${String(index).padStart(2, '0')}`
const learners = () =>
  Object.fromEntries(NUMBERS.map((index) => [nameOf(index), `// ${index}\n${index % 3 === 2 ? WRONG : RIGHT}`]))
const EXPECTED = Object.fromEntries(NUMBERS.map((index) => [nameOf(index), index % 3 === 2 ? 'failed' : 'passed']))

const addressOf = ({ port }: { port: number }) => `redis://127.0.0.1:${port}`

afterEach(async () => {
  killWorkers()
  await stopServers()
})

/** A whole class, judged by one worker that stays and others that are killed: none is lost, none doubled. */
async function expectAClass(url: string): Promise<void> {
  const [folder, start] = [makeClass(learners()), () => startWorker(url)]
  start()
  const grading = gradeBy(url, [folder, '--only', 'add'])
  await killUntil(grading, start, 2000)
  expect(statuses(await grading)).toEqual(EXPECTED)
  await expectEachOnce(url, TINY_COURSE, NUMBERS.length)
}

describe.skipIf(!hasServer)('a queue', () => {
  it('may be on a cluster of which some nodes are named', { timeout: 600_000 }, async () => {
    const nodes = await startCluster(3)
    await expectAClass(nodes.map(addressOf).join(','))
    // All of it on one node, which the name of the queue decides.
    const sizes = await Promise.all(nodes.map(({ client }) => client.dbsize()))
    expect(sizes.filter((size) => size > 0)).toHaveLength(1)
  })

  it('may be on a cluster of which one address is known', { timeout: 600_000 }, async () => {
    const nodes = await startCluster(3)
    for (const node of nodes) {
      const { complained } = startWorker(addressOf(node))
      const grades = await gradeBy(addressOf(node), [makeClass({ anna: `// ${node.port}\n${RIGHT}` }), '--only', 'add'])
      expect([statuses(grades), complained()]).toEqual([{ anna: 'passed' }, ''])
      killWorkers()
    }
  })

  it('goes on when the node of a cluster that has it is lost to its replica', { timeout: 600_000 }, async () => {
    const nodes = await startCluster(3, 3)
    const url = nodes.map(addressOf).join(',')
    startWorker(url)
    const grading = gradeBy(url, [makeClass(learners()), '--only', 'add'])
    const counts = async () => (await countsOf(url, TINY_COURSE)).counts
    await expect.poll(async () => (await counts())['completed'], { timeout: 120_000 }).toBeGreaterThan(3)
    const sizes = await Promise.all(nodes.slice(0, 3).map(({ client }) => client.dbsize()))
    await nodes[sizes.findIndex((size) => size > 0)]?.stop()
    expect(statuses(await grading)).toEqual(EXPECTED)
    expect(await counts()).toMatchObject({ completed: 24, failed: 0, wait: 0, active: 0 })
  })

  it('may be behind TLS, for a user who may do no more than it takes', { timeout: 600_000 }, async () => {
    const { ca, cert, key } = makeCertificates()
    const tls = { 'tls-cert-file': cert, 'tls-key-file': key, 'tls-ca-cert-file': ca, 'tls-auth-clients': 'no' }
    const password = 'of the administrator'
    const server = await startServer(
      { ...tls, requirepass: `"${password}"` },
      { password, tls: { ca: readFileSync(ca) } },
    )
    await server.client.call('ACL', 'SETUSER', 'grader', 'on', '>p@ss:word', ...rightsInDocs())
    const url = `rediss://grader:${encodeURIComponent('p@ss:word')}@127.0.0.1:${server.port}`
    const env = { NODE_EXTRA_CA_CERTS: ca }
    const worker = startWorker(url, { env })
    const folder = makeClass({ anna: RIGHT, ben: WRONG })
    const grades = await gradeBy(url, [folder, '--only', 'add'], env)
    expect([statuses(grades), worker.complained()]).toEqual([{ anna: 'passed', ben: 'failed' }, ''])
    expect(await server.client.call('ACL', 'LOG')).toEqual([])
    // Whoever does not know the authority, or the password, is told.
    for (const [other, others, says] of [
      [url, {}, /certificate/],
      [url.replace('word', 'wort'), env, /WRONGPASS/],
    ] as const) {
      const { code, stderr } = await runCourse(['grade', folder, '--only', 'add', '--queue', other], { env: others })
      expect([code, stderr]).toEqual([2, expect.stringMatching(says)])
      expect(stderr).not.toContain('grader:')
    }
  })

  it('says once that what it holds may be removed', { timeout: 240_000 }, async () => {
    const server = await startServer({ maxmemory: '100mb', 'maxmemory-policy': 'allkeys-lru' })
    const url = addressOf(server)
    const says = /^This Redis removes .* \(maxmemory-policy allkeys-lru\), .* noeviction\.$/gm
    const { complained } = startWorker(url)
    const args = ['grade', makeClass({ anna: RIGHT }), '--only', 'add', '--queue', url]
    const { code, stderr } = await runCourse(args)
    expect([code, stderr.match(says)?.length, complained().match(says)?.length]).toEqual([0, 1, 1])
  })

  it('says that its Redis takes a password', { timeout: 120_000 }, async () => {
    const server = await startServer({ requirepass: 'secret' }, { password: 'secret' })
    for (const args of [[makeClass({ anna: RIGHT })], ['worker', ...FENCED]]) {
      const { code, stderr } = await runCourse(['grade', ...args, '--queue', addressOf(server)])
      expect([code, stderr]).toEqual([2, expect.stringContaining('NOAUTH')])
    }
  })
})

/** What docs/grading.md gives a user of the queue. */
function rightsInDocs(): string[] {
  const text = readFileSync(new URL('../../docs/grading.md', import.meta.url), 'utf8')
  const line = /^ACL SETUSER grader on >password (.+)$/m.exec(text)?.[1] ?? ''
  expect(line).toContain('~{grades}')
  return line.split(' ')
}
