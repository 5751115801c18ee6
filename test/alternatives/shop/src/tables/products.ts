import { type Db, query, type Row } from '../database.ts'
import type { Page } from '../lists.ts'

export interface Product extends Row {
  id: string
  name: string
  cents: number
  stock: number
  image: string | null
}

export interface Image extends Row {
  key: string | null
  type: string | null
}

const SHOWN = `id, name, cents, stock,
  CASE WHEN image_key IS NOT NULL THEN '/api/v1/products/' || id || '/image' END AS image`

/** So that capital and small letters are the same. PostgreSQL knows those of its locale only. */
export function fold(text: string): string {
  const folded = [...text].map((letter) => {
    const capital = letter.toUpperCase()
    return (capital.length === letter.length ? capital : letter).toLowerCase()
  })
  return folded.join('')
}

export async function productById(id: string): Promise<Product | undefined> {
  return (await query<Product>(`SELECT ${SHOWN} FROM product WHERE id = $1 AND NOT deleted`, id))[0]
}

/** One more than the page holds, where there are more. */
export async function productsBefore({ before, limit }: Page, search: string): Promise<(Product & { seq: number })[]> {
  const sql = `SELECT seq, ${SHOWN} FROM product
    WHERE NOT deleted AND ($1::bigint IS NULL OR seq < $1) AND strpos(folded, $2) > 0 ORDER BY seq DESC LIMIT $3`
  return await query(sql, before, fold(search), limit + 1)
}

export async function addProduct(product: { name: string; cents: number; stock: number }): Promise<Product> {
  const { name, cents, stock } = product
  const sql = `INSERT INTO product (name, folded, cents, stock) VALUES ($1, $2, $3, $4) RETURNING ${SHOWN}`
  const [added] = await query<Product>(sql, name, fold(name), cents, stock)
  if (!added) throw new Error('an INSERT that returned nothing')
  return added
}

export interface ProductChange {
  name?: string | undefined
  cents?: number | undefined
  stock?: number | undefined
}

export async function changeProduct(db: Db, id: string, change: ProductChange): Promise<Product | undefined> {
  const { name, cents, stock } = change
  const sql = `UPDATE product SET name = coalesce($2, name), folded = coalesce($3, folded),
    cents = coalesce($4, cents), stock = coalesce($5, stock) WHERE id = $1 AND NOT deleted RETURNING ${SHOWN}`
  return (await db<Product>(sql, id, name, name === undefined ? undefined : fold(name), cents, stock))[0]
}

/** Only while its image is the one that the caller knows. */
export async function removeProduct(db: Db, id: string, imageKey: string | null): Promise<boolean> {
  const sql = `UPDATE product SET deleted = true, image_key = NULL
    WHERE id = $1 AND NOT deleted AND image_key IS NOT DISTINCT FROM $2 RETURNING id`
  return (await db(sql, id, imageKey)).length > 0
}

export async function imageOf(id: string): Promise<Image | undefined> {
  const sql = 'SELECT image_key AS key, image_type AS type FROM product WHERE id = $1 AND NOT deleted'
  return (await query<Image>(sql, id))[0]
}

/** @returns the product, and the image that it had; undefined where there is none, or it has not the image `only` */
export async function setImage(
  db: Db,
  id: string,
  image: Image,
  only?: string,
): Promise<{ product: Product; before: Image } | undefined> {
  const sql = `UPDATE product SET image_key = $2, image_type = $3
    FROM (SELECT id AS same, image_key AS key, image_type AS type FROM product WHERE id = $1 FOR UPDATE) AS old
    WHERE id = same AND NOT deleted AND ($4::text IS NULL OR image_key = $4)
    RETURNING ${SHOWN}, old.key AS "oldKey", old.type AS "oldType"`
  type Both = Product & { oldKey: string | null; oldType: string | null }
  const [row] = await db<Both>(sql, id, image.key, image.type, only)
  if (!row) return undefined
  const { oldKey, oldType, ...product } = row
  return { product: product as Product, before: { key: oldKey, type: oldType } }
}

export interface Taken extends Row {
  name: string
  cents: number
}

/** Takes goods out of the stock. undefined where there are too few, or there is no such product: nothing is taken then. */
export async function takeStock(db: Db, id: string, quantity: number): Promise<Taken | undefined> {
  const sql = `UPDATE product SET stock = stock - $2 WHERE id = $1 AND stock >= $2 AND NOT deleted RETURNING name, cents`
  return (await db<Taken>(sql, id, quantity))[0]
}

export async function isOnSale(db: Db, id: string): Promise<boolean> {
  return (await db('SELECT FROM product WHERE id = $1 AND NOT deleted', id)).length > 0
}

export async function giveStockBack(db: Db, id: string, quantity: number): Promise<void> {
  await db('UPDATE product SET stock = stock + $2 WHERE id = $1', id, quantity)
}
