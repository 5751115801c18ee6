const TAIL_LINES = 12
const TAIL_LENGTH = 1500
const LONGEST_LINE = 500

/** Lines of a stack that lead into other people's code. */
const FOREIGN = /^\s+at .*(?:node:|node_modules)/

/** The end of what a learner's process has printed, without what says nothing of their own code. */
export function tailOf(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.slice(0, LONGEST_LINE))
    .filter((line) => !FOREIGN.test(line) && !/^Node\.js v/.test(line))
  return lines.join('\n').trim().split('\n').slice(-TAIL_LINES).join('\n').slice(-TAIL_LENGTH)
}
