/* mistake
wrong: It connects with the defaults, which wait 30 seconds for a database that is away. Requests pile up, and clients hear nothing.
why: mongoose.connect(uri) is enough as long as the database is there. What it does otherwise is decided by options that nobody has looked at.
fails:
  - answers 503 while the database is away, and works again when it is back
score: 98
*/
import mongoose from 'mongoose'
import { TaskModel } from './models/task.ts'
import { UserModel } from './models/user.ts'

const { MongoNetworkError, MongoNotConnectedError, MongoServerSelectionError } = mongoose.mongo

/** Comes back when the database answers and the indexes stand: before that, no email is unique. */
export async function connect(uri: string): Promise<void> {
  await mongoose.connect(uri, { autoIndex: false })
  await Promise.all([UserModel.createIndexes(), TaskModel.createIndexes()])
}

/** @throws Error when the database does not answer */
export async function ping(): Promise<void> {
  await mongoose.connection.db?.command({ ping: 1 })
}

export async function disconnect(): Promise<void> {
  await mongoose.disconnect()
}

/** Whether an error means that the database cannot be reached for now, and not that the question was wrong. */
export function isUnavailable(error: unknown): boolean {
  return [MongoNetworkError, MongoNotConnectedError, MongoServerSelectionError].some((type) => error instanceof type)
}
