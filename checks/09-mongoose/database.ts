import { serviceUrl } from 'backend-workbook/check'
import mongoose, { type Connection } from 'mongoose'

/** Opened by the first check, for all of them: to connect takes longer than most of what a check does. */
let server: Promise<Connection> | undefined
let databases = 0

/** Gives `use` an empty database and drops it afterwards. Its commands are seen by `connection.getClient()`. */
export async function withConnection(use: (connection: Connection) => Promise<void>): Promise<void> {
  server ??= mongoose
    .createConnection(serviceUrl('mongodb'), { monitorCommands: true, serverSelectionTimeoutMS: 2000 })
    .asPromise()
  databases += 1
  const { name } = await server
  const connection = (await server).useDb(`${name}_${databases}`)
  try {
    await use(connection)
  } finally {
    await connection.dropDatabase().catch(() => {})
  }
}
