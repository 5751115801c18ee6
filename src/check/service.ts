import { S3_VARIABLES, VARIABLES } from '../services/variables.ts'

/**
 * Address of the empty database that this run has of its own.
 * @throws Error when the exercise does not ask for that service
 *
 * @example const client = new Client({ connectionString: serviceUrl('postgres') })
 */
export function serviceUrl(name: keyof typeof VARIABLES): string {
  const url = process.env[VARIABLES[name]]
  if (url) return url
  throw new Error(`This exercise does not ask for ${name}: its lesson needs "services: [${name}]".`)
}

/** The addresses of this run's services, for a process that was started before they were known. */
export function serviceAddresses(): Record<string, string> {
  const names = [...Object.values(VARIABLES), ...(process.env[VARIABLES.s3] ? S3_VARIABLES : [])]
  const set = names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))
  return Object.fromEntries(set) as Record<string, string>
}
