import type { InitResult } from '../../engine/workbook/init.ts'
import { shellWord } from '../../shell-word.ts'
import { toTypeIn } from '../../to-type.ts'
import type { Look } from '../terminal/look.ts'

/** What was made, what was left alone, and the next two commands. `cd` is undefined when one is there already. */
export function renderInit(result: InitResult & { cd: string | undefined }, { chalk }: Look): string {
  const { root, added, kept, wasWorkbook } = result
  const head =
    added.length === 0 && wasWorkbook
      ? `${shellWord(root)} is a workbook already; nothing was changed.`
      : `Your workbook is ${shellWord(root)}`
  const read = toTypeIn(root, 'day 1')
  const widest = Math.max(read.length, 'npx course day 1'.length)
  const lines = [
    chalk.bold(head),
    ...(added.length > 0 ? [`  added: ${added.join(', ')}`] : []),
    ...(kept.length > 0 && !wasWorkbook ? [`  left as they were: ${kept.join(', ')}`] : []),
    ...(result.notModule
      ? [chalk.yellow('  Its package.json has no "type": "module". Add it, or .ts files are read as CommonJS.')]
      : []),
    '',
    'Next:',
    ...(result.cd === undefined ? [] : [`  cd ${result.cd}`]),
    ...(result.needsInstall ? [`  ${'npm install'.padEnd(widest)}  types and packages`] : []),
    `  ${read.padEnd(widest)}  read the first day`,
  ]
  return `${lines.join('\n')}\n`
}
