import type { Value } from '../values/bson.ts'

/** Where an operator works, for its messages. */
export interface Place {
  path: string
  id: Value
}

/** The new value of a field from its present one (undefined when it is not there). */
export type Operator = (present: Value, place: Place) => Value
