/** What the tutor is for. */
interface Lessons {
  workbook: string
  /** Where it is not the built-in one. */
  course: string | undefined
  /** Where one was asked for. */
  language: string | undefined
}

/**
 * How an assistant gets `course mcp`: an entry in the form that most clients have.
 * @param words that start the program, from any folder
 */
export function howToRegister(words: readonly string[], { workbook, course, language }: Lessons): string {
  const [command, ...first] = words
  const flags = [
    ...['--workbook', workbook],
    ...(course === undefined ? [] : ['--course', course]),
    ...(language === undefined ? [] : ['--lang', language]),
  ]
  const entry = { mcpServers: { course: { command, args: [...first, 'mcp', ...flags] } } }
  const lines = JSON.stringify(entry, null, 2).split('\n')
  return [
    'It speaks the Model Context Protocol with an assistant, which learns of it from',
    'an entry in its list of servers:',
    '',
    ...lines.map((line) => `  ${line}`),
    '',
    'The assistant can read lessons, tasks, your files and your verdicts, have them',
    'judged, and take hints, which your record counts. Solutions stay closed until',
    'an exercise has passed; checks and wrong answers stay closed for good.',
    '',
  ].join('\n')
}
