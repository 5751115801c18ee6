import { change, create, list, read, remove } from '../controllers/users.ts'
import type { Route } from './route.ts'

const ALL = /^\/api\/v1\/users$/
const ONE = /^\/api\/v1\/users\/([^/]+)$/

export const userRoutes: Route[] = [
  { method: 'POST', path: ALL, handle: create },
  { method: 'GET', path: ALL, handle: list },
  { method: 'GET', path: ONE, handle: read },
  { method: 'PATCH', path: ONE, handle: change },
  { method: 'DELETE', path: ONE, handle: remove },
]
