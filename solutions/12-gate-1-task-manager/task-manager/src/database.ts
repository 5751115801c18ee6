import mongoose from 'mongoose'
import { TaskModel } from './models/task.ts'
import { UserModel } from './models/user.ts'

/** A client rather hears soon that we cannot help than waits for the driver's 30 seconds. */
const FIND_SERVER_MS = 800

const { MongoNetworkError, MongoNotConnectedError, MongoServerSelectionError } = mongoose.mongo

/** Of a connection that breaks while something is being written to it: the driver passes them on as they are. */
const BROKEN = new Set<unknown>(['EPIPE', 'ECONNRESET'])

/** Comes back when the database answers and the indexes stand: before that, no email is unique. */
export async function connect(uri: string): Promise<void> {
  // Without bufferCommands: false, mongoose would keep what is asked of it for 10 seconds while the database is away.
  await mongoose.connect(uri, { serverSelectionTimeoutMS: FIND_SERVER_MS, bufferCommands: false, autoIndex: false })
  await Promise.all([UserModel.createIndexes(), TaskModel.createIndexes()])
}

/** @throws Error when the database does not answer */
export async function ping(): Promise<void> {
  await mongoose.connection.getClient().db().command({ ping: 1 })
}

export async function disconnect(): Promise<void> {
  await mongoose.disconnect()
}

/** Whether an error means that the database cannot be reached for now, and not that the question was wrong. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof Error && 'code' in error && BROKEN.has(error.code)) return true
  return [MongoNetworkError, MongoNotConnectedError, MongoServerSelectionError].some((type) => error instanceof type)
}
