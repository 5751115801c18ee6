import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { check, expect } from 'backend-workbook/check'
import { askHttp, door, town } from './site.ts'

const CHALLENGE = '/.well-known/acme-challenge/'

check('redirects HTTP to HTTPS with 308, for its own hosts alone', { read: 'redirect', ms: 6000 }, async () => {
  const { certificate } = town()
  const certificates = [certificate(['shop.example']), certificate(['*.mill.example'])]
  for (const [httpsPort, port] of [
    [undefined, ''],
    [443, ''],
    [8443, ':8443'],
  ] as const) {
    const { httpPort } = await door({ certificates, ...(httpsPort && { httpsPort }) })
    for (const [method, host, path, location] of [
      ['GET', 'shop.example', '/', `https://shop.example${port}/`],
      ['POST', 'shop.example', '/orders?page=2&q=%2Fa%20b', `https://shop.example${port}/orders?page=2&q=%2Fa%20b`],
      ['DELETE', 'shop.example:8080', '/a/../b//c', `https://shop.example${port}/a/../b//c`],
      ['GET', 'tea.mill.example:80', '//other.example/', `https://tea.mill.example${port}//other.example/`],
      ['GET', 'shop.example', '/.well-known/security.txt', `https://shop.example${port}/.well-known/security.txt`],
    ] as const) {
      const answer = await askHttp(httpPort, path, host, method)
      const given = `${method} http://${host}${path}, with httpsPort ${httpsPort}`
      const { status, headers } = answer
      expect({ status, location: headers.location }, given).toEqual({ status: 308, location })
    }
  }
  const { httpPort } = await door({ certificates })
  for (const host of ['SHOP.Example', 'Tea.MILL.example']) {
    const { status, headers } = await askHttp(httpPort, '/orders', host)
    expect({ status, location: headers.location?.toLowerCase() }, `GET http://${host}/orders`).toEqual({
      ...{ status: 308, location: `https://${host.toLowerCase()}/orders` },
    })
  }
  await refusesStrangers()
})

async function refusesStrangers(): Promise<void> {
  const { certificate } = town()
  const { httpPort } = await door({ certificates: [certificate(['shop.example']), certificate(['*.mill.example'])] })
  for (const host of [
    'other.example',
    'shop.example.other.example',
    'a.shop.example',
    'mill.example',
    'a.b.mill.example',
    '127.0.0.1',
    '[::1]:80',
    '',
  ]) {
    const { status, headers } = await askHttp(httpPort, '/', host)
    const given = `GET / with the Host ${JSON.stringify(host)}, where certificates are for shop.example and *.mill.example`
    expect({ status, location: headers.location }, given).toEqual({ status: 421, location: undefined })
  }
  const socket = connect(httpPort, '127.0.0.1').setTimeout(3000, () => socket.destroy())
  socket.write('GET / HTTP/1.0\r\n\r\n')
  const answer = await text(socket).catch(() => '')
  expect(answer.split('\r\n')[0], 'the first line of the answer to HTTP/1.0, without a Host').toMatch(/ 421 /)
}

check('answers the challenges of ACME over plain HTTP', { read: 'acme', ms: 6000 }, async () => {
  const challenges = new Map([['token-1', 'token-1.print']])
  const { httpPort } = await door({ certificates: [town().certificate(['shop.example'])], challenges })
  const ask = async (token: string, host = 'shop.example') => {
    const { status, headers, text } = await askHttp(httpPort, `${CHALLENGE}${token}`, host)
    return { status, location: headers.location, ...(status === 200 && { text }) }
  }
  const found = (text: string) => ({ status: 200, location: undefined, text })
  const missing = { status: 404, location: undefined }
  expect(await ask('token-1'), 'a token that is in challenges').toEqual(found('token-1.print'))
  expect(await ask('token-1', 'new.example'), 'for a name that has no certificate yet').toEqual(found('token-1.print'))
  expect(await ask('token-2'), 'a token that is not in challenges').toEqual(missing)
  expect(await ask('', 'shop.example'), 'no token').toEqual(missing)
  challenges.set('token-2', 'token-2.print').delete('token-1')
  expect(await ask('token-2'), 'a token that was set a moment ago').toEqual(found('token-2.print'))
  expect(await ask('token-1'), 'a token that was deleted a moment ago').toEqual(missing)
  const without = await door({ certificates: [town().certificate(['shop.example'])] })
  const { status } = await askHttp(without.httpPort, `${CHALLENGE}token-1`, 'shop.example')
  expect(status, 'a token, where the option challenges was not given').toBe(404)
})
