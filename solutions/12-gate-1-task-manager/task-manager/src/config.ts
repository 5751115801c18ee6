import { z } from 'zod'

export interface Config {
  port: number
  mongodbUri: string
}

const environment = z.object({
  PORT: z.coerce.number().int().max(65_535).default(3000),
  MONGODB_URI: z.string().min(1),
})

/**
 * What the service needs to know from outside, read once. A service that starts with half of it fails later, in the
 * middle of a request.
 * @throws ZodError that names the variables which are missing or wrong
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const { PORT, MONGODB_URI } = environment.parse(env)
  return { port: PORT, mongodbUri: MONGODB_URI }
}
