import mongoose, { type Types } from 'mongoose'
import { ConflictError } from '../errors.ts'
import type { Changes } from './changes.ts'
import { toObjectId } from './id.ts'
import { findPage, type PageRequest } from './page.ts'
import { deleteTasksOf } from './task.ts'

export interface UserFields {
  name: string
  email: string
}

export interface User extends UserFields {
  id: string
  createdAt: Date
  updatedAt: Date
}

interface UserDocument extends Omit<User, 'id'> {
  _id: Types.ObjectId
}

const schema = new mongoose.Schema<UserDocument>({ name: String, email: String }, { timestamps: true })
schema.index({ email: 1 }, { unique: true })
schema.index({ createdAt: 1, _id: 1 })

export const UserModel = mongoose.model<UserDocument>('User', schema)

/** @throws ConflictError when another user has this email */
export async function createUser(fields: UserFields): Promise<User> {
  const document = await UserModel.create(fields).catch(refuseDuplicate)
  return toUser(document.toObject())
}

export async function findUser(id: string): Promise<User | undefined> {
  const document = await UserModel.findOne({ _id: toObjectId(id) }).lean<UserDocument>()
  return document ? toUser(document) : undefined
}

export async function userExists(id: string): Promise<boolean> {
  return (await UserModel.exists({ _id: toObjectId(id) })) !== null
}

export async function listUsers(page: PageRequest): Promise<{ users: User[]; hasMore: boolean }> {
  const { found, hasMore } = await findPage(UserModel, {}, page)
  return { users: found.map(toUser), hasMore }
}

/** @throws ConflictError when another user has this email */
export async function changeUser(id: string, changes: Changes<UserFields>): Promise<User | undefined> {
  const mine = { _id: toObjectId(id) }
  const document = await UserModel.findOneAndUpdate(mine, { $set: changes }, { returnDocument: 'after' })
    .lean<UserDocument>()
    .catch(refuseDuplicate)
  return document ? toUser(document) : undefined
}

/** The tasks go first: if the process dies in between, there is still a user who can ask again. */
export async function deleteUser(id: string): Promise<void> {
  await deleteTasksOf(id)
  await UserModel.deleteOne({ _id: toObjectId(id) })
}

/** Only the unique index can know whether an email is taken: between a question and an insert, others insert. */
function refuseDuplicate(cause: { code?: unknown }): never {
  throw cause.code === 11000 ? new ConflictError('there is a user with this email') : cause
}

function toUser({ _id, name, email, createdAt, updatedAt }: UserDocument): User {
  return { id: _id.toHexString(), name, email, createdAt, updatedAt }
}
