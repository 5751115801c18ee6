import type { Context, Reply } from '../controllers/context.ts'

/** A method and a path, of which the first group is an id. */
export interface Route {
  method: string
  path: RegExp
  handle: (context: Context) => Promise<Reply>
}
