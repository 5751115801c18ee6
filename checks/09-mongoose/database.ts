import { afterAll, serviceUrl } from 'backend-workbook/check'
import mongoose, { type Connection } from 'mongoose'

let server: Promise<Connection> | undefined
let databases = 0

/** The run's own database. Opened by the first check, for all of them: to connect takes longer than most of what a check does. */
export function sharedConnection(): Promise<Connection> {
  server ??= mongoose
    .createConnection(serviceUrl('mongodb'), { monitorCommands: true, serverSelectionTimeoutMS: 2000, maxPoolSize: 8 })
    .asPromise()
  return server
}

afterAll(async () => {
  await (await server)?.close()
})

/** Gives `use` an empty database and drops it afterwards. Its commands are seen by `connection.getClient()`. */
export async function withConnection(use: (connection: Connection) => Promise<void>): Promise<void> {
  const shared = await sharedConnection()
  databases += 1
  const connection = shared.useDb(`${shared.name}_${databases}`)
  try {
    await use(connection)
  } finally {
    await connection.dropDatabase().catch(() => {})
  }
}
