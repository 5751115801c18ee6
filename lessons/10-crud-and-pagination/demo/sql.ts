// Every SQL block of today's lesson, one after the other, in a schema of their own that goes away at the end.
// Look for: what each statement prints, and which ones are refused. It ends with 1 where the lesson says something else.
import { readFileSync } from 'node:fs'
import { type MarkedToken, marked } from 'marked'
import { Client, DatabaseError, type QueryResult, type QueryResultRow } from 'pg'

interface Block {
  statements: string[]
  /** What the lesson says directly behind the block, if it says anything. */
  printed: string | undefined
}

function blocksOf(markdown: string): Block[] {
  const tokens = (marked.lexer(markdown) as MarkedToken[]).filter(({ type }) => type !== 'space')
  return tokens.flatMap((token, index) => {
    if (token.type !== 'code' || token.lang !== 'sql') return []
    const next = tokens[index + 1]
    const printed = next?.type === 'code' && next.lang === 'text' ? next.text : undefined
    return [{ statements: token.text.split(/(?<=;)\n/), printed }]
  })
}

/** What a statement prints: a table, nothing, or the error, after which the next statement runs as in psql. */
async function print(db: Client, statement: string): Promise<string[]> {
  try {
    const result = await db.query<unknown[]>({ text: statement, rowMode: 'array' })
    return result.fields.length === 0 ? [] : tableOf(result)
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    // Codes are a contract, and messages are not.
    return [`ERROR ${error.code} ${error.constraint ?? ''}`.trim()]
  }
}

function tableOf({ fields, rows }: QueryResult<unknown[] & QueryResultRow>): string[] {
  const cells = [fields.map(({ name }) => name), ...rows.map((row) => row.map((value) => String(value ?? 'NULL')))]
  const widths = fields.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

const db = new Client({ connectionString: process.env['DATABASE_URL'] })
await db.connect()
const { rows } = await db.query<{ version: string }>("SELECT current_setting('server_version') AS version")
console.log(`PostgreSQL ${rows[0]?.version}\n`)
await db.query("CREATE SCHEMA lesson; SET search_path TO lesson; SET timezone TO 'UTC'")
for (const { statements, printed } of blocksOf(readFileSync(new URL('../lesson.md', import.meta.url), 'utf8'))) {
  const lines: string[] = []
  for (const statement of statements) {
    const output = await print(db, statement)
    console.log([statement, ...output.map((line) => `   ${line}`)].join('\n'))
    lines.push(...output)
  }
  console.log('')
  if (printed !== undefined && printed !== lines.join('\n')) {
    console.log(`The lesson says:\n${printed}\n`)
    process.exitCode = 1
  }
}
await db.query('DROP SCHEMA IF EXISTS lesson CASCADE')
await db.end()
