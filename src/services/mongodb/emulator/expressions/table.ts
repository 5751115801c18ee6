import { ARITHMETIC } from './arithmetic.ts'
import { BITWISE } from './bitwise.ts'
import { BOOLEAN, COMPARISON } from './comparison.ts'
import { CONDITIONAL } from './conditional.ts'
import { CONVERSION } from './convert.ts'
import { DATE_FORMAT } from './date-format.ts'
import { DATE_MATH } from './date-math.ts'
import { DATE_PARSE } from './date-parse.ts'
import { DATE_PARTS } from './date-parts.ts'
import type { Operator } from './expression.ts'
import { JAVASCRIPT } from './javascript.ts'
import { LISTS } from './lists.ts'
import { LOOPS } from './loops.ts'
import { MISCELLANEOUS } from './miscellaneous.ts'
import { OBJECTS } from './objects.ts'
import { REGULAR_EXPRESSIONS } from './regular-expressions.ts'
import { SETS } from './sets.ts'
import { SUMMARY_OPERATORS } from './summaries.ts'
import { TEXT } from './text.ts'
import { POWERS, TRIGONOMETRY } from './transcendental.ts'

/** Every operator of an expression, by its name. Each family is a file. */
export const OPERATORS: Record<string, Operator> = {
  ...ARITHMETIC,
  ...POWERS,
  ...TRIGONOMETRY,
  ...BITWISE,
  ...COMPARISON,
  ...BOOLEAN,
  ...CONDITIONAL,
  ...CONVERSION,
  ...DATE_PARTS,
  ...DATE_FORMAT,
  ...DATE_PARSE,
  ...DATE_MATH,
  ...JAVASCRIPT,
  ...LISTS,
  ...LOOPS,
  ...SETS,
  ...SUMMARY_OPERATORS,
  ...OBJECTS,
  ...MISCELLANEOUS,
  ...TEXT,
  ...REGULAR_EXPRESSIONS,
}
