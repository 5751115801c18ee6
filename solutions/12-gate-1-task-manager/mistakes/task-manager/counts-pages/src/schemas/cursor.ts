import { z } from 'zod'
import type { Order } from '../models/page.ts'

export const SORTS = ['createdAt', '-createdAt', 'priority', '-priority'] as const

export type Sort = (typeof SORTS)[number]

/** How many have been seen, and in which order. To clients it is a text without a meaning. */
interface Cursor {
  sort: Sort
  skip: number
}

const cursor = z.tuple([z.enum(SORTS), z.int().min(1).max(1_000_000)])

export function orderOf(sort: Sort): Order {
  return { field: sort.replace('-', ''), direction: sort.startsWith('-') ? -1 : 1 }
}

export function writeCursor(sort: Sort, skip: number): string {
  return Buffer.from(JSON.stringify([sort, skip])).toString('base64url')
}

/** Gives undefined for what `writeCursor` has not written. */
export function readCursor(text: string): Cursor | undefined {
  const { data } = cursor.safeParse(jsonOf(Buffer.from(text, 'base64url').toString()))
  return data && { sort: data[0], skip: data[1] }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
