import type { Request, RequestHandler, Response } from 'express'
import { OrderError, type OrderProblem } from './orders.ts'
import type { NewOrder, OrdersService } from './orders-service.ts'

const STATUS: Record<OrderProblem, number> = {
  not_found: 404,
  unknown_product: 422,
  payment_refused: 402,
  too_late: 409,
  already_cancelled: 409,
}

/** From HTTP to the service and back. README.md says which answer means what. */
export function createOrdersController(service: Pick<OrdersService, 'place' | 'find' | 'cancel'>) {
  const place = answering(async (request, response) => {
    const order = readOrder(request.body)
    if (!order) return response.status(400).json({ error: 'bad_request' })
    const placed = await service.place(retailerOf(response), order)
    return response.status(201).location(`/orders/${placed.id}`).json(placed)
  })
  const show = answering(async (request, response) =>
    response.json(await service.find(retailerOf(response), idOf(request))),
  )
  const cancel = answering(async (request, response) =>
    response.json(await service.cancel(retailerOf(response), idOf(request))),
  )
  return { place, show, cancel }
}

/** What a retailer can be told becomes an answer; anything else is for the error handler. */
function answering(handle: (request: Request, response: Response) => Promise<unknown>): RequestHandler {
  return async (request, response, next) => {
    try {
      await handle(request, response)
    } catch (error) {
      if (!(error instanceof OrderError)) return next(error)
      response.status(STATUS[error.code]).json({ error: error.code })
    }
  }
}

function retailerOf(response: Response): string {
  return String(response.locals['retailer'])
}

function idOf(request: Request): string {
  return String(request.params['id'])
}

function readOrder(body: unknown): NewOrder | undefined {
  const { reference, lines } = Object(body) as Record<string, unknown>
  if (typeof reference !== 'string' || reference === '') return undefined
  if (!Array.isArray(lines) || lines.length === 0) return undefined
  const read = lines.map((line: unknown) => {
    const { product, quantity } = Object(line) as Record<string, unknown>
    return { product, quantity }
  })
  return read.every(isLine) ? { reference, lines: read } : undefined
}

function isLine(line: { product: unknown; quantity: unknown }): line is { product: string; quantity: number } {
  return typeof line.product === 'string' && Number.isInteger(line.quantity) && Number(line.quantity) >= 1
}
