/** Which mutants a run comes by. Stryker's instrumented code counts them in memory that ends with its process. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const VARIABLE = 'MUTATION_COVERAGE'

/**
 * Before the instrumented code: has each mutant's number appended to a file when it is first met. From then on it is a
 * plain property, so that hot loops stay about as fast as they are.
 */
const NOTE_COVERED = `import { appendFileSync as __note } from 'node:fs'
{
  const first = new Proxy({}, {
    set(_target, id, _count, covered) {
      __note(process['env'].${VARIABLE}, id + '\\n')
      return Reflect.defineProperty(covered, id, { value: 1, writable: true, enumerable: true, configurable: true })
    },
  })
  const coverage = { static: Object.create(first), perTest: {} }
  globalThis.__stryker__ = { ...globalThis.__stryker__, mutantCoverage: coverage }
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
