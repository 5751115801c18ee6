import { inspect } from 'node:util'
import { type Handler, type Layer, compose as learners } from '../../../exercises/07-middleware/compose.ts'

/**
 * The learner's compose. A chain that is no function would run nothing, and every check would say so of its layers.
 *
 * @throws Error that says what compose gave in place of a function
 */
export function compose(layers: Layer[]): Handler {
  const chain: unknown = learners(layers)
  if (typeof chain === 'function') return chain as Handler
  const call = `compose([${layers.map(shown).join(', ')}])`
  throw new Error(`${call}: expected a function (request, response, next), but got ${inspect(chain, { depth: 0 })}`)
}

function shown(layer: Layer): string {
  if (typeof layer === 'function') return layer.name || 'layer'
  const [path, ...middleware] = layer
  return `[${[inspect(path), ...middleware.map(shown)].join(', ')}]`
}
