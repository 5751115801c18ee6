/** What the checks of the structure look at: source files, without what their comments say. */
interface Source {
  path: string
  text: string
}

const CODE = /^src\/.*\.[cm]?[jt]s$/
const COMMENT = /\/\*[\s\S]*?\*\/|(?<![:'"`\\])\/\/.*$/gm
const IMPORT =
  /^\s*(?:import|export)\s+(?!type\b)(?:[^'";]*?\bfrom\s*)?['"]([^'"]+)['"]|\b(?:import|require)\s*\(\s*['"]([^'"]+)['"]/gm

export function sources(files: Source[]): Source[] {
  return files
    .filter(({ path }) => CODE.test(path))
    .map(({ path, text }) => ({ path, text: text.replace(COMMENT, '') }))
}

const isIn = (folder: string) => (file: Source) => file.path.startsWith(`src/${folder}/`)

/** Names of the files in a folder that hold more than nothing. */
export function namesIn(files: Source[], folder: string): string[] {
  return files
    .filter(isIn(folder))
    .filter(({ text }) => text.trim() !== '')
    .map(({ path }) => path.split('/').at(-1) ?? '')
}

export function filesWith(files: Source[], pattern: RegExp): string[] {
  return files.filter(({ text }) => pattern.test(text)).map(({ path }) => path)
}

/** What the files of a folder import, but for types. */
export function importsIn(files: Source[], folder: string): { file: string; from: string }[] {
  return files
    .filter(isIn(folder))
    .flatMap(({ path, text }) =>
      [...text.matchAll(IMPORT)].map(([, from, called]) => ({ file: path, from: from ?? called ?? '' })),
    )
}
