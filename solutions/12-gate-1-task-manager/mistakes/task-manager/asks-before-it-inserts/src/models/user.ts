/* mistake
wrong: Whether an email is taken is asked before the insert, and no unique index stands behind it.
why: The question gives a friendly message, and one test after the other it is always right. Of two sign-ups at the same moment, both hear that the email is free.
fails:
  - loses and doubles nothing when 200 clients come at once
score: 97
*/
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

const schema = new mongoose.Schema<UserDocument>(
  {
    name: { type: String, required: true },
    email: { type: String, required: true },
  },
  { timestamps: true, versionKey: false },
)
schema.index({ email: 1 })
schema.index({ createdAt: -1, _id: -1 })

export const UserModel = mongoose.model<UserDocument>('User', schema)

/** @throws ConflictError when another user has this email */
export async function createUser(fields: UserFields): Promise<User> {
  await refuseTaken(fields.email)
  const document = await UserModel.create(fields)
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
  if (changes.email !== undefined) await refuseTaken(changes.email, id)
  const document = await UserModel.findOneAndUpdate(
    mine,
    { $set: changes },
    { returnDocument: 'after' },
  ).lean<UserDocument>()
  return document ? toUser(document) : undefined
}

/** The tasks go first: if the process dies in between, there is still a user who can ask again. */
export async function deleteUser(id: string): Promise<void> {
  await deleteTasksOf(id)
  await UserModel.deleteOne({ _id: toObjectId(id) })
}

async function refuseTaken(email: string, exceptId = ''): Promise<void> {
  const taken = await UserModel.exists({ email, _id: { $ne: toObjectId(exceptId) } })
  if (taken) throw new ConflictError('there is a user with this email')
}

function toUser({ _id, name, email, createdAt, updatedAt }: UserDocument): User {
  return { id: _id.toHexString(), name, email, createdAt, updatedAt }
}
