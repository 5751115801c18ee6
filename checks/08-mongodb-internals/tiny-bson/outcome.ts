import { shown } from '../documents.ts'

export function outcomeOf(call: () => unknown): string {
  try {
    return `returns ${shown(call())}`
  } catch (error) {
    return error instanceof Error && error.message !== '' ? 'throws' : 'throws something that says nothing'
  }
}
