/** Variables in values: https://docs.docker.com/reference/compose-file/interpolation/ */

interface Context {
  env: Record<string, string>
  errors: string[]
  unset: Set<string>
}

/** `$NAME`, `${NAME}`, with `-`, `:-`, `+`, `:+`, `?` and `:?`; `$$` is a dollar. */
export function interpolate(text: string, context: Context): string {
  let result = ''
  for (let at = 0; at < text.length; at++) {
    const rest = text.slice(at)
    const plain = /^\$([A-Za-z_]\w*)/.exec(rest)
    if (rest.startsWith('$$')) {
      result += '$'
      at += 1
    } else if (rest.startsWith('${')) {
      const end = closing(rest)
      result += braced(rest.slice(2, end), context)
      at += end
    } else if (plain?.[1]) {
      result += variable(plain[1], context)
      at += plain[0].length - 1
    } else result += text.charAt(at)
  }
  return result
}

/** Where `${…}` ends, with others inside. */
function closing(text: string): number {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    if (text.startsWith('${', at)) depth += 1
    if (text.charAt(at) === '}' && --depth === 0) return at
  }
  return text.length
}

function braced(inside: string, context: Context): string {
  const [, name = '', operator = '', other = ''] = /^([A-Za-z_]\w*)(:?[-+?])?(.*)$/s.exec(inside) ?? []
  const value = context.env[name]
  const isThere = operator.startsWith(':') ? value !== undefined && value !== '' : value !== undefined
  if (name === '') context.errors.push(`invalid interpolation: \${${inside}}`)
  if (operator.endsWith('+')) return isThere ? interpolate(other, context) : ''
  if (isThere) return value ?? ''
  if (operator.endsWith('-')) return interpolate(other, context)
  if (operator.endsWith('?')) {
    context.errors.push(`required variable ${name} is missing`)
    return ''
  }
  return variable(name, context)
}

function variable(name: string, { env, unset }: Context): string {
  const value = env[name]
  if (value === undefined) unset.add(name)
  return value ?? ''
}
