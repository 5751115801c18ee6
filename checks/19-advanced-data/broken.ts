import type { Pool, PoolClient } from 'pg'

/** Has the server end the connection of a client, and waits until the client could know. It need not listen to anything. */
export async function breakConnection(client: PoolClient, admin: Pool): Promise<void> {
  const { processID, connection } = client as PoolClient & Inner
  // Before the driver's own listener: that one throws where nobody listens for the client's error.
  const closed = new Promise<void>((resolve) => {
    connection.stream.prependOnceListener('close', () => setImmediate(resolve))
  })
  await admin.query('SELECT pg_terminate_backend($1)', [processID])
  await closed
}

interface Inner {
  processID: number
  connection: { stream: NodeJS.EventEmitter }
}
