/** Which mutants a run comes by. Stryker's instrumented code counts them in memory that ends with its process. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const VARIABLE = 'MUTATION_COVERAGE'

/** Before the instrumented code: has each mutant's number appended to a file when it is first met. */
const NOTE_COVERED = `import { appendFileSync as __note } from 'node:fs'
{
  const covered = new Proxy({}, {
    set(seen, id) {
      if (!(id in seen)) __note(process.env.${VARIABLE}, id + '\\n')
      return Reflect.set(seen, id, 1)
    },
  })
  globalThis.__stryker__ = { ...globalThis.__stryker__, mutantCoverage: { static: covered, perTest: {} } }
}
`

/** @param files the instrumented ones; they are as they were when this ends */
export async function withCoverage<T>(
  files: string[],
  env: Record<string, string | undefined>,
  run: () => Promise<T>,
): Promise<{ result: T; covered: Record<string, number> }> {
  const folder = mkdtempSync(join(tmpdir(), 'backend-workbook-coverage-'))
  const list = join(folder, 'covered')
  writeFileSync(list, '')
  const texts = files.map((file) => ({ file, text: readFileSync(file, 'utf8') }))
  try {
    for (const { file, text } of texts) writeFileSync(file, NOTE_COVERED + text)
    env[VARIABLE] = list
    const result = await run()
    const ids = readFileSync(list, 'utf8').split('\n').filter(Boolean)
    return { result, covered: Object.fromEntries(ids.map((id) => [id, 1])) }
  } finally {
    delete env[VARIABLE]
    for (const { file, text } of texts) writeFileSync(file, text)
    rmSync(folder, { recursive: true })
  }
}
