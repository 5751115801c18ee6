/** What the service needs to know from outside. It stands in the environment, and nobody reads it yet. */
export interface Config {
  port: number
  mongodbUri: string
}
