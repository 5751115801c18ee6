/** What the market and those who judge the attacks have in common. */
export type Hole =
  | 'sql'
  | 'nosql'
  | 'xss'
  | 'csrf'
  | 'cors'
  | 'idor'
  | 'mass-assignment'
  | 'errors'
  | 'headers'
  | 'brute-force'
  | 'uploads'

export type State = 'open' | 'strict' | 'lenient'

/** What nobody outside can know. */
export interface Secrets {
  apiKey: string
  /** Of the orders before and after the attacker's. */
  notes: string[]
  iban: string
  warehousePassword: string
  /** In the order of WATCHED_HEADERS. */
  missing: string[]
  password: string
}
