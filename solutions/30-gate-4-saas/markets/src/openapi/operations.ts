import { z } from 'zod'
import type { Role } from '../roles.ts'
import { bodies, answers as shown } from '../schemas.ts'

export type Content = z.ZodType | 'pdf'

export interface Operation {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  path: string
  summary: string
  isPublic?: boolean
  /** The role that it needs at least. */
  role?: Role
  query?: string[]
  body?: Content
  answers: Record<number, Content | 'nothing'>
  /** Beside those that follow from the rest. */
  refuses?: number[]
}

const data = <T extends z.ZodType>(schema: T) => z.object({ data: schema })
const list = <T extends z.ZodType>(schema: T) => data(z.array(schema))
const page = z.object({ nextCursor: z.string().nullable() })

const LISTINGS = '/markets/{market}/listings'
const LISTING = `${LISTINGS}/{id}`

export const OPERATIONS: Operation[] = [
  {
    ...{ method: 'post', path: '/auth/register', summary: 'A new account', isPublic: true },
    ...{ body: bodies.registration, answers: { 201: data(shown.admission) }, refuses: [409] },
  },
  {
    ...{ method: 'post', path: '/auth/login', summary: 'A token', isPublic: true },
    ...{ body: bodies.login, answers: { 200: data(shown.admission) }, refuses: [401, 429] },
  },
  { method: 'get', path: '/me', summary: 'The own account', answers: { 200: data(shown.account) } },
  {
    ...{ method: 'post', path: '/markets', summary: 'A new market' },
    ...{ body: bodies.newMarket, answers: { 201: data(shown.market) } },
  },
  { method: 'get', path: '/markets', summary: 'The own markets', answers: { 200: list(shown.market) } },
  {
    ...{ method: 'get', path: '/markets/{market}', summary: 'A market', role: 'member' },
    answers: { 200: data(shown.market) },
  },
  {
    ...{ method: 'get', path: '/markets/{market}/members', summary: 'Its members', role: 'member' },
    answers: { 200: list(shown.member) },
  },
  {
    ...{ method: 'put', path: '/markets/{market}/members', summary: 'A member and their role', role: 'admin' },
    ...{ body: bodies.membership, answers: { 200: data(shown.member) }, refuses: [409] },
  },
  {
    ...{ method: 'delete', path: '/markets/{market}/members/{account}', summary: 'A member leaves', role: 'admin' },
    ...{ answers: { 204: 'nothing' }, refuses: [409] },
  },
  {
    ...{ method: 'post', path: '/markets/{market}/plan', summary: 'Buys the plan', role: 'owner' },
    ...{ body: bodies.purchase, answers: { 200: data(shown.market), 202: data(shown.market) }, refuses: [402, 409] },
  },
  {
    ...{ method: 'get', path: '/markets/{market}/window', summary: 'The window', isPublic: true },
    ...{ answers: { 200: data(shown.window) }, refuses: [404] },
  },
  {
    ...{ method: 'get', path: LISTINGS, summary: 'Listings', role: 'member', query: ['limit', 'cursor'] },
    ...{ answers: { 200: list(shown.listing).extend({ page }) }, refuses: [422] },
  },
  {
    ...{ method: 'post', path: LISTINGS, summary: 'A new listing', role: 'admin' },
    ...{ body: bodies.newListing, answers: { 201: data(shown.listing) }, refuses: [402] },
  },
  { method: 'get', path: LISTING, summary: 'A listing', role: 'member', answers: { 200: data(shown.listing) } },
  {
    ...{ method: 'patch', path: LISTING, summary: 'Changes a listing', role: 'admin' },
    ...{ body: bodies.listingChanges, answers: { 200: data(shown.listing) } },
  },
  { method: 'delete', path: LISTING, summary: 'Removes a listing', role: 'admin', answers: { 204: 'nothing' } },
  {
    ...{ method: 'put', path: `${LISTING}/contract`, summary: 'Its contract', role: 'admin' },
    ...{ body: 'pdf', answers: { 200: data(shown.listing) }, refuses: [415] },
  },
  {
    ...{ method: 'get', path: `${LISTING}/contract`, summary: 'Reads its contract', role: 'member' },
    answers: { 200: 'pdf' },
  },
  {
    ...{ method: 'post', path: '/webhooks/payments', summary: 'What the gateway says', isPublic: true },
    ...{ body: z.looseObject({}), answers: { 200: data(shown.received) } },
  },
]

/** All refusals of an operation, once. */
export function refusalsOf({ isPublic = false, role, body, refuses = [] }: Operation): number[] {
  const all = [
    ...(isPublic ? [] : [401]),
    ...(role ? [404] : []),
    ...(role && role !== 'member' ? [403] : []),
    ...(body && body !== 'pdf' ? [400, 422] : []),
  ]
  return [...new Set([...all, ...refuses])]
}
