import type { IncomingMessage } from 'node:http'
import { type Account, logIn, register } from './accounts.ts'
import { fileIn, jsonIn } from './body.ts'
import { fail } from './failure.ts'
import { readEvent } from './gateway.ts'
import {
  addListing,
  changeListing,
  contractOf,
  deleteListing,
  listingIn,
  pageOfListings,
  putContract,
  windowOf,
} from './listings.ts'
import { entered, makeMarket, marketsOf, membersOf, type Role, removeMember, setMember } from './members.ts'
import { buy, takeEvent } from './plans.ts'
import { CREDENTIALS, LISTING_CHANGE, MEMBER, NEW_ACCOUNT, NEW_LISTING, NEW_MARKET, PLAN, read } from './shapes.ts'

/** Who asks, and what is in the path. Where a route asks for no token, nobody does. */
export interface Asked {
  request: IncomingMessage
  account: Account
  market: string
  id: string
  query: Record<string, string>
}

export type Answer = { status: number; data?: unknown; whole?: unknown; text?: string; pdf?: Uint8Array }

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With `{market}` and `{id}`. */
  path: string
  isOpen?: true
  /** The least role in the market. */
  role?: Role
  answer: (asked: Asked) => Promise<Answer>
}

const data = (value: unknown, status = 200): Answer => ({ status, data: value })
const LISTING = '/markets/{market}/listings/{id}'
const PDF = Buffer.from('%PDF-')

export const ROUTES: Route[] = [
  {
    method: 'POST',
    path: '/auth/register',
    isOpen: true,
    async answer({ request }) {
      const { email, password } = read(NEW_ACCOUNT, await jsonIn(request))
      return data(await register(email, password), 201)
    },
  },
  {
    method: 'POST',
    path: '/auth/login',
    isOpen: true,
    async answer({ request }) {
      const { email, password } = read(CREDENTIALS, await jsonIn(request))
      return data(await logIn(email, password))
    },
  },
  { method: 'GET', path: '/me', answer: async ({ account: { id, email } }) => data({ id, email }) },
  {
    method: 'POST',
    path: '/markets',
    async answer({ request, account }) {
      return data(await makeMarket(read(NEW_MARKET, await jsonIn(request)).name, account), 201)
    },
  },
  { method: 'GET', path: '/markets', answer: async ({ account }) => data(await marketsOf(account)) },
  {
    method: 'GET',
    path: '/markets/{market}',
    role: 'member',
    answer: async ({ market, account }) => data(await entered(market, account, 'member')),
  },
  {
    method: 'GET',
    path: '/markets/{market}/members',
    role: 'member',
    answer: async ({ market }) => data(await membersOf(market)),
  },
  {
    method: 'PUT',
    path: '/markets/{market}/members',
    role: 'admin',
    async answer({ request, market, account }) {
      const { email, role } = read(MEMBER, await jsonIn(request))
      return data(await setMember(market, account, email, role))
    },
  },
  {
    method: 'DELETE',
    path: '/markets/{market}/members/{id}',
    role: 'admin',
    async answer({ market, account, id }) {
      await removeMember(market, account, id)
      return { status: 204 }
    },
  },
  {
    method: 'GET',
    path: '/markets/{market}/listings',
    role: 'member',
    async answer({ market, query }) {
      return { status: 200, whole: await pageOfListings(market, query) }
    },
  },
  {
    method: 'POST',
    path: '/markets/{market}/listings',
    role: 'admin',
    async answer({ request, market, account }) {
      return data(await addListing(market, account, read(NEW_LISTING, await jsonIn(request))), 201)
    },
  },
  { method: 'GET', path: LISTING, role: 'member', answer: async ({ market, id }) => data(await listingIn(market, id)) },
  {
    method: 'PATCH',
    path: LISTING,
    role: 'admin',
    async answer({ request, market, account, id }) {
      const { title, cents } = read(LISTING_CHANGE, await jsonIn(request))
      const change = { ...(title !== undefined && { title }), ...(cents !== undefined && { cents }) }
      return data(await changeListing(market, account, id, change))
    },
  },
  {
    method: 'DELETE',
    path: LISTING,
    role: 'admin',
    async answer({ market, account, id }) {
      await deleteListing(market, account, id)
      return { status: 204 }
    },
  },
  {
    method: 'PUT',
    path: `${LISTING}/contract`,
    role: 'admin',
    async answer({ request, market, account, id }) {
      const bytes = await fileIn(request)
      if (!bytes.subarray(0, PDF.length).equals(PDF)) fail('unsupported_type')
      return data(await putContract(market, account, id, bytes))
    },
  },
  {
    method: 'GET',
    path: `${LISTING}/contract`,
    role: 'member',
    answer: async ({ market, id }) => ({ status: 200, pdf: await contractOf(market, id) }),
  },
  {
    method: 'GET',
    path: '/markets/{market}/window',
    isOpen: true,
    answer: async ({ market }) => ({ status: 200, text: await windowOf(market) }),
  },
  {
    method: 'POST',
    path: '/markets/{market}/plan',
    role: 'owner',
    async answer({ request, market, account }) {
      const { paymentMethod } = read(PLAN, await jsonIn(request))
      const { shown, isOver } = await buy(market, account, paymentMethod)
      return data(shown, isOver ? 200 : 202)
    },
  },
  {
    method: 'POST',
    path: '/webhooks/payments',
    isOpen: true,
    async answer({ request }) {
      const signature = request.headers['stripe-signature']
      await takeEvent(readEvent(await fileIn(request), Array.isArray(signature) ? signature[0] : signature))
      return data({ received: true })
    },
  },
]
