/** Something in a course that an author must mend (`error`) or should look at (`warning`). */
export interface Finding {
  level: 'error' | 'warning'
  /** Relative to the course. */
  file: string
  /** 1-based, where one line is to blame. */
  line?: number
  message: string
  /** What to do about it. */
  mend: string
}

export function error(file: string, message: string, mend: string, line?: number): Finding {
  return { level: 'error', file, message, mend, ...(line !== undefined && { line }) }
}

export function warning(file: string, message: string, mend: string, line?: number): Finding {
  return { level: 'warning', file, message, mend, ...(line !== undefined && { line }) }
}
