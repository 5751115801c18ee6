import { check, expect } from 'backend-workbook/check'
import { readOrder } from '../../../exercises/10-crud-and-pagination/orders-sql.ts'
import { addOrders, queriesOf, withShop } from '../shop.ts'

check('reads one order with its lines', { read: 'joins', ms: 2800 }, () =>
  withShop(async (db) => {
    await addOrders(db, [
      { id: 1, retailer: 3, lines: [] },
      {
        id: 2,
        retailer: 2,
        status: 'paid',
        lines: [
          [4, 3, 250],
          [1, 1, 3_000_000_000],
          [4, 1, 200],
        ],
        paid: [10, 10],
      },
      { id: 3 },
    ])
    expect(await readOrder(db, 2), 'readOrder(db, 2)').toEqual({
      id: 2,
      retailer: "O'Hara & Sons",
      status: 'paid',
      lines: [
        { title: 'Butter', vendor: "Dairy 'n' Co", quantity: 3, priceCents: 250 },
        { title: 'Flour', vendor: 'North Mills', quantity: 1, priceCents: 3_000_000_000 },
        { title: 'Butter', vendor: "Dairy 'n' Co", quantity: 1, priceCents: 200 },
      ],
    })
    expect(await readOrder(db, 1), 'readOrder(db, 1), an order without lines').toEqual({
      id: 1,
      retailer: '100% Organic',
      status: 'open',
      lines: [],
    })
    expect(await readOrder(db, 4), 'readOrder(db, 4), where there is none').toBe(null)
    expect(await queriesOf(db, () => readOrder(db, 2)), 'queries of readOrder(db, 2)').toBeLessThanOrEqual(2)
  }),
)
