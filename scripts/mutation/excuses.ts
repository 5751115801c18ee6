/** Survivors that no check can tell from the solution, each with the reason: test/mutation/<room>.yaml. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import type { Day } from '../../src/engine/course/model.ts'
import { parseYamlAs } from '../../src/engine/course/parse.ts'
import type { Tested } from './tested.ts'

const text = v.pipe(v.string(), v.minLength(1))

/** By exercise. A mutant is named by its line, the code and what it became, so that it is found after other edits. */
const schema = v.record(
  text,
  v.array(
    v.strictObject({
      at: text,
      mutator: text,
      from: text,
      to: v.string(),
      because: text,
    }),
  ),
)

export type Excuse = v.InferOutput<typeof schema>[string][number]

export function readExcuses(root: string, day: Pick<Day, 'room'>): Record<string, Excuse[]> {
  const file = join(root, excusesFile(day))
  return existsSync(file) ? parseYamlAs(schema, readFileSync(file, 'utf8')) : {}
}

export function excusesFile({ room }: Pick<Day, 'room'>): string {
  return `test/mutation/${room}.yaml`
}

export function excuseOf(excuses: Excuse[], tested: Tested): Excuse | undefined {
  return excuses.find((excuse) => isAbout(excuse, tested))
}

/** Reasons for mutants that no longer exist, or that a check catches by now. */
export function staleExcuses(excuses: Excuse[], tested: Tested[]): Excuse[] {
  return excuses.filter((excuse) => !tested.some((each) => each.fate === 'survived' && isAbout(excuse, each)))
}

function isAbout(excuse: Excuse, tested: Tested): boolean {
  const { at, mutator, from, to } = tested
  return excuse.at.trim() === at && excuse.mutator === mutator && excuse.from === from && excuse.to === to
}
