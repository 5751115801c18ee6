import { VARIABLES } from '../services/variables.ts'

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
