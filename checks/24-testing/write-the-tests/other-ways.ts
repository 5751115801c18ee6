// biome-ignore-all lint/suspicious/noTemplateCurlyInString: code as text
/** The same promises, kept otherwise: a test that fails with one of these asserts more than was promised. */
import type { Version } from '../suites.ts'

export const OTHER_WAYS: Version[] = [
  {
    says: 'with other words in messages and mails, and other ids',
    changes: [
      {
        file: 'orders-service.ts',
        from: 'id: randomUUID(),',
        to: 'id: `o-${randomUUID().slice(0, 8)}`,',
      },
      {
        file: 'orders-service.ts',
        from: '`Order ${id} is placed.`',
        to: '`Thank you! We have got ${id}.`',
      },
      { file: 'orders-service.ts', from: "'the payment was refused'", to: "'no money'" },
      { file: 'orders-service.ts', from: '`there is no order ${id}`', to: "'unknown order'" },
      { file: 'price.ts', from: '`not a quantity: ${quantity}`', to: "'quantity'" },
    ],
  },
  {
    says: 'with a middleware that reads the header by itself and goes on a moment later',
    changes: [
      {
        file: 'require-key.ts',
        from: "const [scheme = '', key = ''] = (request.get('authorization') ?? '').split(' ')",
        to: "const [, scheme = '', key = ''] = /^(\\S+) (.*)$/.exec(request.headers.authorization ?? '') ?? []",
      },
      {
        file: 'require-key.ts',
        from: "response.locals['retailer'] = retailer\n    next()",
        to: 'Object.assign(response.locals, { retailer })\n    setImmediate(next)',
      },
      {
        file: 'require-key.ts',
        from: "response.status(401).set('WWW-Authenticate', 'Bearer').json({ error: 'unauthorized' })",
        to: "response.writeHead(401, { 'WWW-Authenticate': 'Bearer', 'Content-Type': 'application/json' })\n      response.end('{\"error\":\"unauthorized\"}')",
      },
    ],
  },
  {
    says: 'with more fields in answers and orders',
    changes: [
      {
        file: 'orders-service.ts',
        from: 'placedAt: now(),',
        to: "placedAt: now(),\n      ...{ currency: 'EUR', version: 1 },",
      },
      {
        file: 'orders-controller.ts',
        from: '.json({ error: error.code })',
        to: '.json({ message: error.message, error: error.code })',
      },
      {
        file: 'app.ts',
        from: "response.status(500).json({ error: 'internal' })",
        to: "response.status(500).json({ requestId: 'r-17', error: 'internal' })",
      },
    ],
  },
  {
    says: 'with a service that asks its repository once more, its catalog line by line, and takes its time',
    changes: [
      {
        file: 'orders-service.ts',
        from: 'await repository.add(order)',
        to: 'await repository.byId(order.id)\n    await repository.add(order)',
      },
      {
        file: 'orders-service.ts',
        from: `return Promise.all(
      lines.map(async ({ product, quantity }) => {
        const cents = await catalog.centsOf(product)
        if (cents === undefined) throw new OrderError('unknown_product', \`nobody sells \${product}\`)
        return { quantity, cents }
      }),
    )`,
        to: `const found: { quantity: number; cents: number }[] = []
    for (const { product, quantity } of lines) {
      const cents = await catalog.centsOf(product)
      if (cents === undefined) throw new OrderError('unknown_product', 'unknown product')
      found.push({ quantity, cents })
    }
    return found`,
      },
      {
        file: 'orders-service.ts',
        from: 'const before = await repository.byReference(retailer, reference)',
        to: 'await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))\n    const before = await repository.byReference(retailer, reference)',
      },
      {
        file: 'orders-service.ts',
        from: 'const order = await repository.byId(id)',
        to: 'await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))\n    const order = await repository.byId(id)',
      },
    ],
  },
]
