import type { CreatedPack } from '../../author/pack/create.ts'
import type { Tarball } from '../../author/pack/tarball.ts'
import type { Look } from '../terminal/look.ts'
import { wrapText } from '../text/wrap.ts'

/** @param folder as one would type it from here */
export function renderNewPack({ name, files }: CreatedPack, folder: string, look: Look): string {
  const { chalk } = look
  return [
    `${chalk.bold(name)} is a course of its own:`,
    ...files.map((file) => `  ${file}`),
    '',
    ...wrapText('Install what it needs, and see what is left to write:', look.width),
    '',
    `  ${chalk.bold(`cd ${folder} && npm install && npx ${name} author check`)}`,
    '',
  ].join('\n')
}

export function renderTarball({ file, files, bytes, command }: Tarball, look: Look): string {
  const { chalk } = look
  return [
    `${chalk.bold(file)}: ${files} files, ${Math.ceil(bytes / 1024)} KB`,
    '',
    ...wrapText('Try it as a stranger would, in an empty folder:', look.width),
    '',
    `  ${chalk.bold(`npm install <path to>/${file} && npx ${command}`)}`,
    '',
  ].join('\n')
}
