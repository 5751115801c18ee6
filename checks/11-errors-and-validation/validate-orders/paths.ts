import { parseOrder } from '../../../exercises/11-errors-and-validation/validate-orders.ts'
import { newSettings, orderWith, pathsOf } from '../orders.ts'

export const pathsIn = (fields: Record<string, unknown>) => pathsOf(parseOrder(orderWith(fields), newSettings()))

export function show(value: unknown): string {
  return JSON.stringify(value) ?? 'undefined'
}
