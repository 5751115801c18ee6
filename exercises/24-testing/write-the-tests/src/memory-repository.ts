import type { Order, OrderRepository } from './orders.ts'

/** Orders in the memory of this process. What goes in and out are copies. */
export function createMemoryRepository(): OrderRepository {
  const orders = new Map<string, Order>()
  const find = (fits: (order: Order) => boolean) => {
    const found = [...orders.values()].find(fits)
    return found && structuredClone(found)
  }
  return {
    async add(order) {
      orders.set(order.id, structuredClone(order))
    },
    async update(order) {
      orders.set(order.id, structuredClone(order))
    },
    async byId(id) {
      return find((order) => order.id === id)
    },
    async byReference(retailer, reference) {
      return find((order) => order.retailer === retailer && order.reference === reference)
    },
  }
}
