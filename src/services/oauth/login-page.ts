import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Provider } from 'oidc-provider'
import type { Users } from './users.ts'

/**
 * `/interaction/<uid>`: the provider has stopped an authorization request until somebody logs in. GET shows a form, POST
 * with `login=<name>` logs in without a password, and POST with `cancel=1` does what a user does who changes their mind.
 */
export async function serveLogin(
  provider: Provider,
  users: Users,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') {
    await provider.interactionDetails(request, response)
    response.setHeader('content-type', 'text/html; charset=utf-8').end(pageFor(users.logins()))
    return
  }
  const form = new URLSearchParams(await text(request))
  if (form.has('cancel')) {
    const error_description = 'the user said no'
    await provider.interactionFinished(request, response, { error: 'access_denied', error_description })
    return
  }
  const user = users.byLogin(form.get('login') ?? '')
  if (user) await provider.interactionFinished(request, response, { login: { accountId: user.sub } })
  else response.writeHead(403, { 'content-type': 'text/plain' }).end('There is no such user.\n')
}

function pageFor(logins: string[]): string {
  const buttons = logins.map((login) => `<button name="login" value="${escaped(login)}">${escaped(login)}</button>`)
  return `<!doctype html><title>Log in</title><h1>Log in</h1>
<p>This provider belongs to the course. Its users have no passwords.</p>
<form method="post">${buttons.join(' ')} <button name="cancel" value="1">Cancel</button></form>\n`
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
