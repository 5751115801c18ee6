/**
 * A marketplace of ours is running, and you are its tester. Prove its holes: each function below attacks one, and gives
 * the evidence, or null where the hole is closed.
 *
 * The checks start the market on loopback and run each function three times: with its hole, and with its hole closed in two
 * different ways, while all the other holes are open. Everything secret in it is made anew each time, so that evidence
 * cannot be guessed. A function that throws has proved nothing, and is wrong where its hole is closed, too.
 *
 * The market is the one of `blue-team.ts`, the next exercise: its features, its tables and its answers stand there, and so
 * does its source. One table more holds a secret: `vendor_keys (vendor text, api_key text)`, with one row.
 */

/** What an attack may use. */
export interface Target {
  /** A request of a program of yours. It carries no cookie but what you put into its headers. */
  fetch: (path: string, init?: RequestInit) => Promise<Response>
  /** Your own account on the market, an ordinary one. `cookie` is the header's value; others have the orders beside yours. */
  me: { email: string; cookie: string; orderId: number }
  victim: Victim
}

/** Another account, a retailer's, and the browser in which it is logged in. */
export interface Victim {
  email: string
  /** The victim opens a page of the market. As a tester you may look over its shoulder; no evidence of a hole comes from here alone. */
  visit: (path: string) => Promise<Response>
  /** A page of `origin`, another site, submits a form in the victim's browser. Nobody is told what was answered. */
  submitFrom: (origin: string, path: string, fields: Record<string, string>) => Promise<void>
  /**
   * A script in a page of `origin` calls fetch with credentials in the victim's browser. Rejects with a TypeError where the browser
   * does not let the script read the answer.
   */
  fetchFrom: (
    origin: string,
    path: string,
    request?: { method?: string; headers?: Record<string, string>; body?: string },
  ) => Promise<Response>
}

/** SQL injection in the search. Evidence: the `api_key` in vendor_keys. */
export async function sqlInjection({ fetch }: Target): Promise<string | null> {
  return null
}

/** NoSQL injection in POST /pickups. Evidence: the note of an order that is not yours, collected without its code. */
export async function nosqlInjection({ fetch, me }: Target): Promise<string | null> {
  return null
}

/**
 * Stored XSS in the page of a product. Evidence: the path of a page that has your call of `steal()` in a script element,
 * or in an event's attribute.
 */
export async function storedXss({ fetch, me }: Target): Promise<string | null> {
  return null
}

/** CSRF: a form of https://evil.example changes the victim's iban. Evidence: the iban that the victim's account has now. */
export async function csrf({ victim }: Target): Promise<string | null> {
  return null
}

/** CORS that reflects origins: a script of https://evil.example reads the victim's account. Evidence: the victim's iban. */
export async function corsReflection({ victim }: Target): Promise<string | null> {
  return null
}

/** IDOR: you read an order that is not yours. Evidence: its note. */
export async function idor({ fetch, me }: Target): Promise<string | null> {
  return null
}

/** Mass assignment: you give yourself another role. Evidence: the role that your account has now. */
export async function massAssignment({ fetch, me }: Target): Promise<string | null> {
  return null
}

/** Verbose errors: the market tells how it reaches its warehouse. Evidence: the password in that address. */
export async function verboseErrors({ fetch }: Target): Promise<string | null> {
  return null
}

/**
 * Missing headers on GET /products/1. Evidence: those of WATCHED_HEADERS that are missing, in that order. Null if none is.
 */
export async function missingHeaders({ fetch }: Target): Promise<string[] | null> {
  return null
}

/** Brute force: the victim's password is one of COMMON_PASSWORDS. Evidence: the one that logs in. */
export async function bruteForce({ fetch, victim }: Target): Promise<string | null> {
  return null
}

/** Big uploads: POST /imports takes a million bytes. Evidence: how many bytes the market says that it took. */
export async function bigUpload({ fetch, me }: Target): Promise<number | null> {
  return null
}

export const WATCHED_HEADERS = [
  'content-security-policy',
  'strict-transport-security',
  'x-content-type-options',
  'x-frame-options',
  'referrer-policy',
]

export const COMMON_PASSWORDS = [
  ...['123456', 'password', 'qwerty', 'letmein', 'dragon', 'monkey'],
  ...['sunshine', 'princess', 'superman', 'hunter2', 'trustno1', 'secret'],
]
