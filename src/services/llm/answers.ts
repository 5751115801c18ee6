import { createHash } from 'node:crypto'

export interface Message {
  role: 'system' | 'user' | 'assistant'
  content: string
}

/** What a client asks for, in the form that most providers offer. */
export interface Completion {
  model: string
  messages: Message[]
  /** Default 1. */
  temperature?: number
  max_tokens?: number
  stream?: boolean
}

export interface Usage {
  prompt_tokens: number
  completion_tokens: number
  total_tokens: number
}

export interface Answer {
  /** One token each, the white space in front of it included. */
  tokens: string[]
  finish: 'stop' | 'length'
  usage: Usage
}

const SHORTEST = 18
const LONGEST = 48
/** So that the end of a text does not decide alone how a sentence ends. */
const SENTENCE = 9

const WORDS =
  'the pallet order vendor retailer delivery price stock lamp depends on usually each before after arrives is checked by and with two three days cartons weight label invoice partner may ship return late early once'.split(
    ' ',
  )

/**
 * The same for the same request at temperature 0. At any other it depends on `call` as well, the number of the call. An
 * answer is words that mean nothing: it stands in for one, and understands nothing.
 */
export function answerTo({ model, messages, temperature = 1, max_tokens }: Completion, call: number): Answer {
  const seed = JSON.stringify([model, messages, temperature === 0 ? 0 : [temperature, call]])
  const length = SHORTEST + (digest(seed, 0) % (LONGEST - SHORTEST))
  const all = Array.from({ length }, (_, i) => wordAt(seed, i, length))
  const isCut = max_tokens !== undefined && max_tokens < length
  const tokens = isCut ? all.slice(0, max_tokens) : all
  const prompt = messages.reduce((sum, { content }) => sum + tokensIn(content), 0)
  const usage = { prompt_tokens: prompt, completion_tokens: tokens.length, total_tokens: prompt + tokens.length }
  return { tokens, finish: isCut ? 'length' : 'stop', usage }
}

/** One a word: real models count parts of words. */
export function tokensIn(text: string): number {
  return text.split(/\s+/).filter(Boolean).length
}

function wordAt(seed: string, i: number, length: number): string {
  const word = WORDS[digest(seed, i + 1) % WORDS.length] ?? ''
  const begins = i % SENTENCE === 0
  const ends = i % SENTENCE === SENTENCE - 1 || i === length - 1
  return `${i === 0 ? '' : ' '}${begins ? word.slice(0, 1).toUpperCase() + word.slice(1) : word}${ends ? '.' : ''}`
}

function digest(seed: string, i: number): number {
  return createHash('sha256').update(`${i}\n${seed}`).digest().readUInt32BE(0)
}
