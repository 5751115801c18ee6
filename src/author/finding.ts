/** Something in a course that an author must mend (`error`) or should look at (`warning`). */
export interface Finding {
  level: 'error' | 'warning'
  /** Relative to the course. */
  file: string
  /** 1-based, where one line is to blame. */
  line?: number
  message: string
  /** Lines of a file that show it. */
  excerpt?: string
  /** What to do about it. A finding that says so itself has none, and is shown in one line. */
  mend?: string
}

export function error(file: string, message: string, mend: string, line?: number): Finding {
  return { level: 'error', file, message, mend, ...(line !== undefined && { line }) }
}

export function warning(file: string, message: string, mend: string, line?: number): Finding {
  return { level: 'warning', file, message, mend, ...(line !== undefined && { line }) }
}

/** A warning that fits into a line. */
export function remark(file: string, message: string, line?: number): Finding {
  return { level: 'warning', file, message, ...(line !== undefined && { line }) }
}
