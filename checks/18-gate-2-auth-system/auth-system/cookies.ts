/** A cookie as an answer sets it. */
export interface SetCookie {
  value: string
  /** By their names in small letters; flags have the value ''. */
  attributes: Record<string, string>
}

export function cookieOf({ headers }: { headers: Headers }, name: string): SetCookie | undefined {
  const line = headers.getSetCookie().find((each) => each.startsWith(`${name}=`))
  if (line === undefined) return undefined
  const [pair = '', ...rest] = line.split(';').map((part) => part.trim())
  const attributes = rest.map((part) => {
    const [key = '', value = ''] = part.split('=')
    return [key.toLowerCase(), value]
  })
  return { value: pair.slice(name.length + 1), attributes: Object.fromEntries(attributes) }
}
