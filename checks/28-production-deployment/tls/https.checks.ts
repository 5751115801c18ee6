import { X509Certificate } from 'node:crypto'
import { check, expect } from 'backend-workbook/check'
import type { Certificate } from '../../../exercises/28-production-deployment/tls.ts'
import { newAuthority } from '../../../lessons/28-production-deployment/demo/parts/x509.ts'
import { askHttp, askHttps, door, shown, town } from './site.ts'

const serialOf = ({ cert }: Certificate) => new X509Certificate(cert).serialNumber

check('shows each name its certificate', { read: 'certificates', ms: 6000 }, async () => {
  const { certificate } = town()
  const certificates = {
    first: certificate(['first.example']),
    shop: certificate(['shop.example', 'www.shop.example']),
    any: certificate(['*.shop.example']),
    late: certificate(['a.shop.example', 'shop.example']),
  }
  const { httpsPort } = await door({ certificates: Object.values(certificates) })
  const namesOf = new Map(Object.entries(certificates).map(([name, each]) => [serialOf(each), name]))
  for (const [asked, expected] of [
    ['first.example', 'first'],
    ['shop.example', 'shop'],
    ['www.shop.example', 'shop'],
    ['SHOP.Example', 'shop'],
    ['a.shop.example', 'any'],
    ['b.shop.example', 'any'],
    ['a.b.shop.example', 'first'],
    ['shop.example.org', 'first'],
    ['other.example', 'first'],
    [undefined, 'first'],
  ] as const) {
    const { serial } = await shown(httpsPort, asked)
    const given = `Certificates are for first.example; shop.example and www.shop.example; *.shop.example; a.shop.example and shop.example. Which is shown to a client that asks for ${asked ?? 'no name'}`
    expect(namesOf.get(serial), given).toBe(expected)
  }
})

check('sends the chain, so that the root is enough', { read: 'certificates', ms: 6000 }, async () => {
  const { root, intermediate, certificate } = town()
  const another = newAuthority('Another intermediate', root)
  const direct = certificate(['direct.example'], {}, root)
  const pasted = certificate(['pasted.example'])
  const certificates = [
    certificate(['first.example']),
    certificate(['shop.example'], {}, another),
    { ...pasted, cert: pasted.cert.trimEnd(), chain: intermediate.cert.trimEnd() },
    direct,
  ]
  const { httpsPort } = await door({ certificates })
  for (const name of ['first.example', 'shop.example', 'pasted.example', 'direct.example', undefined]) {
    const { trusted, why } = await shown(httpsPort, name, root)
    const shop = name ?? 'the site, if it asks for no name'
    expect({ trusted, why }, `whether a client that knows the root alone trusts ${shop}`).toEqual({
      trusted: true,
      why: '',
    })
  }
})

check(
  'says Strict-Transport-Security in every answer over HTTPS, and in none over HTTP',
  { read: 'redirect', ms: 6000 },
  async () => {
    const certificates = [town().certificate(['shop.example'])]
    for (const [hstsSeconds, expected] of [
      [undefined, 'max-age=31536000'],
      [300, 'max-age=300'],
      [0, 'max-age=0'],
    ] as const) {
      const { httpsPort } = await door({
        certificates,
        ...(hstsSeconds !== undefined && { hstsSeconds }),
        app: (request, response) => {
          const own = request.url === '/own' ? { 'Strict-Transport-Security': 'max-age=7' } : {}
          if (request.url === '/set') response.setHeader('strict-transport-security', 'max-age=8')
          response.writeHead(request.url === '/error' ? 500 : 200, { 'x-app': 'yes', ...own })
          response.end(`${request.method} ${request.url}`)
        },
      })
      for (const [path, status, header] of [
        ['/', 200, expected],
        ['/error', 500, expected],
        ['/own', 200, 'max-age=7'],
        ['/set', 200, 'max-age=8'],
      ] as const) {
        const answer = await askHttps(httpsPort, path, { method: 'PUT' })
        const given = `the answer to PUT ${path} over HTTPS, with hstsSeconds ${hstsSeconds}`
        const { 'x-app': app, 'strict-transport-security': hsts } = answer.headers
        expect({ status: answer.status, text: answer.text, app, hsts }, given).toEqual({
          ...{ status, text: `PUT ${path}`, app: 'yes', hsts: header },
        })
      }
    }
    await saysNothingOverHttp()
  },
)

async function saysNothingOverHttp(): Promise<void> {
  const challenges = new Map([['token-1', 'token-1.print']])
  const { httpPort } = await door({ certificates: [town().certificate(['shop.example'])], challenges })
  for (const [path, host, expected] of [
    ['/', 'shop.example', 308],
    ['/', 'other.example', 421],
    [`/.well-known/acme-challenge/token-1`, 'shop.example', 200],
    [`/.well-known/acme-challenge/token-2`, 'shop.example', 404],
  ] as const) {
    const { status, headers } = await askHttp(httpPort, path, host)
    const hsts = headers['strict-transport-security']
    expect({ status, hsts }, `GET http://${host}${path}`).toEqual({ status: expected, hsts: undefined })
  }
}
