/** The same rules as asynchronous hooks, which Node runs in a thread of their own: before Node.js 22.15. */

import type { InitializeHook, LoadHook, ResolveHook } from 'node:module'
import { pathToFileURL } from 'node:url'
import { isOfTheCourse, loadTypeScript } from './hooks.ts'
import { isNotFound } from './not-found.ts'
import { fallbackParent, isPath, type LoadRules, ownModule, refusedByNode, sourceBehind } from './resolve.ts'

let rules: LoadRules = { packageRoot: '' }

export const initialize: InitializeHook<LoadRules> = (given) => {
  rules = given
}

export const resolve: ResolveHook = async (specifier, context, next) => {
  const own = ownModule(specifier, rules)
  if (own) return { url: pathToFileURL(own).href, shortCircuit: true }
  if (isPath(specifier)) {
    const file = sourceBehind(specifier, context.parentURL, rules)
    const url = refusedByNode(specifier, context.parentURL, file)
    if (url) return { url, shortCircuit: true }
    return next(file === undefined ? specifier : pathToFileURL(file).href, context)
  }
  const { parentURL } = context
  if (parentURL !== undefined && isOfTheCourse(specifier, parentURL, rules))
    return next(specifier, { ...context, parentURL: fallbackParent(rules) })
  try {
    return await next(specifier, context)
  } catch (error) {
    if (!isNotFound(error)) throw error
    try {
      return await next(specifier, { ...context, parentURL: fallbackParent(rules) })
    } catch {
      throw error
    }
  }
}

export const load: LoadHook = async (url, context, next) => loadTypeScript(url, rules) ?? next(url, context)
