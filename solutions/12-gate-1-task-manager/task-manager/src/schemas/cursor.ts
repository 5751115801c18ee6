import { z } from 'zod'
import { ID } from '../models/id.ts'
import type { Order, Position } from '../models/page.ts'

export const SORTS = ['createdAt', '-createdAt', 'priority', '-priority'] as const

export type Sort = (typeof SORTS)[number]

/** Where a page ended, and in which order. To clients it is a text without a meaning. */
interface Cursor {
  sort: Sort
  after: Position
}

/** It comes back from outside, so it is read like everything from outside. */
const cursor = z.union([
  z.tuple([
    z.enum(['createdAt', '-createdAt']),
    z.iso.datetime().transform((text) => new Date(text)),
    z.string().regex(ID),
  ]),
  z.tuple([z.enum(['priority', '-priority']), z.int(), z.string().regex(ID)]),
])

export function orderOf(sort: Sort): Order {
  return { field: sort.replace('-', ''), direction: sort.startsWith('-') ? -1 : 1 }
}

export function writeCursor(sort: Sort, last: { id: string; createdAt: Date; priority?: number }): string {
  const value = sort.endsWith('priority') ? last.priority : last.createdAt
  return Buffer.from(JSON.stringify([sort, value, last.id])).toString('base64url')
}

/** Gives undefined for what `writeCursor` has not written. */
export function readCursor(text: string): Cursor | undefined {
  const { data } = cursor.safeParse(jsonOf(Buffer.from(text, 'base64url').toString()))
  return data && { sort: data[0], after: { value: data[1], id: data[2] } }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
