/** What the checks say to the process of a learner's server when it is to begin. */
export interface HostOrder {
  file: string
  /** Added to its environment. */
  env: Record<string, string>
  /** In each answer: the learner's code may use the same channel, for what it likes. */
  token: string
}

/** What it answers: the port, or why there is none. */
export interface HostAnswer {
  token: string
  port?: number
  error?: string
  stack?: string
}

export function isAnswer(message: unknown, token: string): message is HostAnswer {
  return typeof message === 'object' && message !== null && 'token' in message && message.token === token
}
