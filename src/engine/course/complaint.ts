import type { BaseIssue } from 'valibot'
import type { ErrorCode, YAMLParseError } from 'yaml'

/** What YAML's parser says, for somebody who writes lessons and no parsers. Where it is not here, its own words are the best. */
const OF_YAML: Partial<Record<ErrorCode, string>> = {
  BAD_ALIAS: 'an & or * opens a reference in YAML: put the text into quotes',
  BAD_DQ_ESCAPE: 'a backslash in double quotes begins an escape that does not exist: use single quotes',
  BAD_INDENT: 'this line is indented differently from the others of its list or group',
  BAD_SCALAR_START: 'a text cannot begin with this sign unless it is in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'there is a second ": " in this line: put the text that holds it into quotes',
  DUPLICATE_KEY: 'this key is there twice: leave one out',
  MULTILINE_IMPLICIT_KEY: 'there is no ":" after the key, or the text before it goes over several lines: quote it',
  TAB_AS_INDENT: 'a tab opens this line: indent with spaces',
  TAG_RESOLVE_FAILED: 'a text that begins with ! is a tag in YAML: put it into quotes',
}

const BY_WORDS: [found: RegExp, says: string][] = [
  [/quote/, 'a quote is opened and not closed'],
  [/map values/, 'there is no ":" after this key, or no indentation before it'],
  [/end with a/, 'a bracket is opened here or above, and not closed'],
  [/^Missing ,/, 'a comma is missing between two items, or a bracket at the end'],
  [/without - indicator/, 'an item of a list begins with "- ", and this does not'],
  [/Comments must/, 'a # begins a comment only after a space: put the text into quotes'],
]

/** What is wrong with YAML text, as the end of a sentence. */
export function sayYamlError({ code, message }: Pick<YAMLParseError, 'code' | 'message'>): string {
  const [first = ''] = message.split(' at line ')
  const known = BY_WORDS.find(([found]) => found.test(first))?.[1]
  return known ?? OF_YAML[code] ?? `this cannot be read (${first.replace(/:$/, '')})`
}

const KINDS: Record<string, string> = {
  Array: 'a list',
  Object: 'a group of keys',
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  null: 'empty',
}

type Issue = Pick<BaseIssue<unknown>, 'kind' | 'type' | 'expected' | 'received' | 'message' | 'input'>

/** What is wrong with a value, as the end of a sentence that its place begins. What a schema says in words of its own stays. */
export function sayIssue({ type, expected, received, message, input }: Issue): string {
  if (!message.startsWith('Invalid ')) return message
  if (received === 'undefined') return 'is missing'
  if (expected === 'never') return 'is a key that nobody reads here: is it spelled right?'
  const is = `and is ${KINDS[received] ?? shown(input)}`
  if (type === 'integer') return `must be a whole number, ${is}`
  const limit = /^([<>]=?)(.*)$/.exec(expected ?? '')
  if (limit) return `must be ${limit[1]?.startsWith('>') ? 'at least' : 'at most'} ${limit[2]}, ${is}`
  const choices = expected?.match(/"[^"]*"/g)
  if (choices) return `must be ${choices.length > 1 ? 'one of ' : ''}${choices.join(', ')}, ${is}`
  return `must be ${KINDS[expected ?? ''] ?? expected ?? 'something else'}, ${is}`
}

function shown(input: unknown): string {
  return JSON.stringify(input) ?? String(input)
}
