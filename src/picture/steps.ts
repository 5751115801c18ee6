/** A picture as it is sent: what it is made of, then what happened, a line of JSON each. */

/** Colours that mean something: it went well, it waits, it failed. */
export type Tone = 'good' | 'wait' | 'bad'

export interface Part {
  id: string
  title: string
  /**
   * A box says a word about its state; a tank has a level; a list holds things in their order. Default `box`.
   */
  kind?: 'box' | 'tank' | 'list'
  /** Column and row, from 0 on. Parts without a place follow the one before, to the right. */
  at?: [column: number, row: number]
  /** The part around it. Parts within parts are drawn as rings. */
  inside?: string
  /** Of a tank: a line is drawn at this level. */
  limit?: number
  /** Of a tank: what its level counts, such as `KB`. */
  unit?: string
  /** Of a tank: what its whole height stands for, at least. Default: the most that it ever holds. */
  most?: number
}

/** What tells when a step was: the milliseconds, or its number, where the time would say nothing. */
export type Clock = 'ms' | 'steps'

/** Begins a picture: what comes after it belongs to it. */
export interface Scene {
  title: string
  parts: Part[]
  /** Default `ms`. */
  clock?: Clock
}

export interface Step {
  /** Milliseconds since the picture began, or the step's number, from 1 on. */
  at: number
  /** What happened, in words: the text alternative. */
  say: string
  move?: [from: string, to: string]
  what?: string
  tone?: Tone
  level?: Record<string, number>
  state?: Record<string, string | [text: string, tone: Tone]>
  items?: Record<string, string[]>
}

export type PictureLine = Scene | Step
