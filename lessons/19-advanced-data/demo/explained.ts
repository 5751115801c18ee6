// Four plans for the five latest parcels of one partner, out of 20,000: node by node, as PostgreSQL's EXPLAIN reports them.
// Look for: the pages of 8 kB and the rows read for five rows, and the index that spares rows but hardly a page.
import { type Change, draw, type Part } from 'backend-workbook/picture'
import { Client } from 'pg'

const PARCELS = 20_000
const WORK: Record<string, string> = {
  'Seq Scan': 'reads every page',
  'Bitmap Index Scan': 'collects places',
  'Bitmap Heap Scan': 'reads their pages',
  'Index Scan': 'reads place by place',
  'Index Only Scan': 'takes what keys hold',
  Sort: 'puts in order',
  Limit: 'stops after five',
}

/** What EXPLAIN says of a node, with the nodes that it takes its rows from. */
interface PlanNode {
  'Node Type': string
  'Actual Rows': number
  'Shared Hit Blocks': number
  'Shared Read Blocks': number
  'Rows Removed by Filter'?: number
  'Heap Fetches'?: number
  Plans?: PlanNode[]
}

/** The innermost comes first. Each node of these plans has at most one below it. */
function nodesOf(node: PlanNode): PlanNode[] {
  return [...(node.Plans ?? []).flatMap(nodesOf), node]
}

function partsOf(nodes: PlanNode[]): Part[] {
  const boxes = nodes.map(({ 'Node Type': name }, index): Part => {
    return { id: name, title: name, at: [index === 0 ? 0 : 4 - nodes.length + index, 0] }
  })
  return [
    ...boxes,
    { id: 'pages', title: 'Pages read', kind: 'tank', at: [0, 1] },
    { id: 'rows', title: 'Rows of the table read', kind: 'tank', at: [1, 1], most: PARCELS },
    { id: 'given', title: 'Rows given', kind: 'tank', at: [3, 1], most: PARCELS },
  ]
}

/** A node counts the pages of those below it as well. */
const pagesOf = (node?: PlanNode) => (node ? node['Shared Hit Blocks'] + node['Shared Read Blocks'] : 0)

/** An index gives places of rows. Only `Heap Fetches` of an Index Only Scan had to look at the row. */
function rowsReadBy(node: PlanNode): number {
  const name = node['Node Type']
  if (name === 'Index Only Scan') return node['Heap Fetches'] ?? 0
  if (!name.endsWith('Scan') || name === 'Bitmap Index Scan') return 0
  return node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)
}

/** What one node did: it took from the node below, it read, and Sort waits for all. */
function stepsOf(node: PlanNode, below: PlanNode | undefined): [say: string, change: Change][] {
  const { 'Node Type': name, 'Actual Rows': given } = node
  const steps: [string, Change][] = []
  if (below) {
    const from = below['Node Type']
    const what = `${below['Actual Rows']} ${from === 'Bitmap Index Scan' ? 'places' : 'rows'}`
    steps.push([`${from} gives ${what} to ${name}`, { move: [from, name], what }])
    if (name === 'Sort')
      steps.push([`Sort needs all ${what} before it gives any`, { state: { Sort: [`sorts ${what}`, 'wait'] } }])
  }
  const [pages, rows] = [pagesOf(node) - pagesOf(below), rowsReadBy(node)]
  if (pages > 0 && name.endsWith('Scan')) {
    const say = `${name} reads ${pages} pages and ${rows} rows`
    const change: Change = { move: ['pages', name], what: `${pages} pages`, level: { pages: pagesOf(node), rows } }
    steps.push([node['Rows Removed by Filter'] ? `${say}; ${given} fit` : say, change])
  }
  return steps
}

function drawPlan(title: string, server: string, top: PlanNode): void {
  const nodes = nodesOf(top)
  const picture = draw(title, partsOf(nodes), { clock: 'steps' })
  const state = Object.fromEntries(nodes.map(({ 'Node Type': name }) => [name, WORK[name] ?? '']))
  picture.step(`${server} is asked for the five latest of partner 7`, { state })
  for (const [index, node] of nodes.entries())
    for (const [say, change] of stepsOf(node, nodes[index - 1])) picture.step(say, change)
  const [given, rows] = [top['Actual Rows'], nodes.reduce((sum, node) => sum + rowsReadBy(node), 0)]
  picture.step(`${pagesOf(top)} pages and ${rows} rows of the table were read for ${given} rows`, {
    move: [top['Node Type'], 'given'],
    what: `${given} rows`,
    level: { given, pages: pagesOf(top) },
    tone: rows > given ? 'bad' : 'good',
  })
}

const db = new Client({ connectionString: process.env['DATABASE_URL'] })
await db.connect()
await db.query('SET synchronous_commit = on') // or VACUUM comes before the log, and marks no page as visible to all
await db.query(`CREATE TABLE parcels (id integer PRIMARY KEY, partner integer NOT NULL, sent_on date NOT NULL);
  INSERT INTO parcels SELECT n, n % 50, date '2026-01-01' + n % 200 FROM generate_series(1, ${PARCELS}) AS n`)
await db.query('VACUUM ANALYZE parcels')
const server = await db.query("SELECT 'PostgreSQL ' || current_setting('server_version') AS name")
for (const index of [undefined, '(partner)', '(partner, sent_on)', '(partner, sent_on, id)']) {
  if (index) await db.query(`CREATE INDEX drawn ON parcels ${index}`)
  const { rows } = await db.query(`EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON)
    SELECT id FROM parcels WHERE partner = 7 ORDER BY sent_on DESC LIMIT 5`)
  drawPlan(index ? `index on ${index}` : 'no index', server.rows[0].name, rows[0]['QUERY PLAN'][0].Plan)
  await db.query('DROP INDEX IF EXISTS drawn')
}
await db.end()
