/** Expressions of GitHub Actions, evaluated. */
import { compare, FUNCTIONS, type Scope, STATUS_FUNCTIONS } from './functions.ts'
import { type Token, tokensOf } from './tokens.ts'
import { isTrue, memberOf, textOf, type Value } from './values.ts'

const HOLE = /\$\{\{(.*?)\}\}/gs

/** A value of the workflow, with its expressions evaluated, at any depth. One that is nothing but an expression keeps the type. */
export function resolve(value: Value | undefined, scope: Scope): Value {
  if (value === undefined) return null
  if (typeof value === 'string') return resolveText(value, scope)
  if (Array.isArray(value)) return value.map((each) => resolve(each, scope))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, resolve(each, scope)]))
}

function resolveText(text: string, scope: Scope): Value {
  const whole = /^\s*\$\{\{((?:(?!\}\}).)*)\}\}\s*$/s.exec(text)
  if (whole?.[1] !== undefined) return evaluate(whole[1], scope)
  return text.replaceAll(HOLE, (_, source: string) => textOf(evaluate(source, scope)))
}

/** Whether a job or a step runs. Without a function that asks how things stand, it runs where nothing failed. */
export function holds(condition: Value | undefined, scope: Scope): boolean {
  const fine = !scope.standing.failed && !scope.standing.skipped
  if (condition === undefined || condition === null) return fine
  const source = textOf(condition)
  const value = source.includes('${{') ? resolve(source, scope) : evaluate(source, scope)
  return isTrue(value) && (STATUS_FUNCTIONS.test(source) || fine)
}

export function evaluate(source: string, scope: Scope): Value {
  const tokens = tokensOf(source)
  let at = 0

  const take = (text: string): boolean => {
    const token = tokens[at]
    if (token?.kind !== 'sign' || token.text !== text) return false
    at += 1
    return true
  }
  const need = (text: string) => {
    if (!take(text)) throw new Error(`the expression "${source.trim()}" lacks "${text}"`)
  }

  function either(): Value {
    let value = both()
    while (take('||')) {
      const next = both()
      value = isTrue(value) ? value : next
    }
    return value
  }

  function both(): Value {
    let value = comparison()
    while (take('&&')) {
      const next = comparison()
      value = isTrue(value) ? next : value
    }
    return value
  }

  function comparison(): Value {
    let value = not()
    for (;;) {
      const sign = ['==', '!=', '<=', '>=', '<', '>'].find(take)
      if (!sign) return value
      value = compare(sign, value, not())
    }
  }

  function not(): Value {
    return take('!') ? !isTrue(not()) : member()
  }

  function member(): Value {
    let value = primary()
    let isMany = false
    for (;;) {
      let name: Value
      if (take('.')) name = take('*') ? '*' : nameOf(tokens[at++])
      else if (take('[')) {
        name = take('*') ? '*' : either()
        need(']')
      } else return value
      value = isMany && Array.isArray(value) ? value.map((each) => memberOf(each, name)) : memberOf(value, name)
      isMany ||= name === '*'
    }
  }

  function primary(): Value {
    const token = tokens[at++]
    if (token?.kind === 'value') return token.value
    if (token?.kind === 'sign' && token.text === '(') {
      const value = either()
      need(')')
      return value
    }
    const name = nameOf(token)
    return take('(') ? called(name) : memberOf(scope.contexts, name)
  }

  function called(name: string): Value {
    const args: Value[] = []
    while (!take(')')) {
      if (args.length > 0) need(',')
      args.push(either())
    }
    const work = FUNCTIONS[name.toLowerCase()]
    if (!work) throw new Error(`expressions have no function ${name}()`)
    return work(scope, ...args)
  }

  function nameOf(token: Token | undefined): string {
    if (token?.kind === 'name') return token.text
    throw new Error(`the expression "${source.trim()}" cannot be read`)
  }

  const value = either()
  if (at < tokens.length) throw new Error(`the expression "${source.trim()}" goes on after its end`)
  return value
}
