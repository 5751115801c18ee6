import { z } from 'zod'
import { type Content, OPERATIONS, type Operation, refusalsOf } from './operations.ts'

const refusal = z.object({ error: z.object({ code: z.string(), message: z.string() }) })
const REFUSED = {
  description: 'Refused',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Refusal' } } },
}

/** The document of the API, from the schemas that check its requests. */
export function documentOf(): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const operation of OPERATIONS) {
    const { path, method } = operation
    paths[path] = { ...paths[path], [method]: describe(operation) }
  }
  return {
    openapi: '3.1.1',
    info: { title: 'Markets for rent', version: '1.0.0' },
    servers: [{ url: '/api/v1' }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Refusal: schemaOf(refusal, 'output') },
    },
  }
}

function describe(operation: Operation): object {
  const { path, summary, isPublic = false, body, answers, query = [] } = operation
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true }))
  const parameters = [...inPath, ...query.map((name) => ({ name, in: 'query' }))]
  const given = Object.entries(answers).map(([status, content]) => [status, answerOf(summary, content)])
  return {
    summary,
    security: isPublic ? [] : [{ token: [] }],
    parameters: parameters.map((parameter) => ({ ...parameter, schema: { type: 'string' } })),
    ...(body && { requestBody: { required: true, ...contentOf(body, 'input') } }),
    responses: Object.fromEntries([...given, ...refusalsOf(operation).map((status) => [status, REFUSED])]),
  }
}

function answerOf(description: string, content: Content | 'nothing'): object {
  return { description, ...(content !== 'nothing' && contentOf(content, 'output')) }
}

function contentOf(content: Content, io: 'input' | 'output'): object {
  if (content === 'pdf') return { content: { 'application/pdf': {} } }
  return { content: { 'application/json': { schema: schemaOf(content, io) } } }
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _dialect, ...plain } = z.toJSONSchema(schema, { io })
  return plain
}
