import type { Pool } from 'pg'
import type { Page } from '../schemas.ts'

/** As it is shown. */
export interface Product {
  id: string
  name: string
  cents: number
  stock: number
  image: string | null
}

export interface ProductFields {
  name: string
  cents: number
  stock: number
}

/** What is left out stays as it is. */
export type ProductChanges = { [Name in keyof ProductFields]?: ProductFields[Name] | undefined }

/** Where the file of an image lies. */
export interface StoredImage {
  key: string
  type: string
}

const COLUMNS = `id, name, cents, stock,
  CASE WHEN image_key IS NOT NULL THEN '/api/v1/products/' || id || '/image' END AS image`

export class Products {
  readonly #pool: Pool

  constructor(pool: Pool) {
    this.#pool = pool
  }

  async add({ name, cents, stock }: ProductFields): Promise<Product | undefined> {
    const sql = `INSERT INTO products (name, cents, stock) VALUES ($1, $2, $3) RETURNING ${COLUMNS}`
    return (await this.#pool.query<Product>(sql, [name, cents, stock])).rows[0]
  }

  async find(id: string): Promise<Product | undefined> {
    const sql = `SELECT ${COLUMNS} FROM products WHERE id = $1 AND NOT deleted`
    return (await this.#pool.query<Product>(sql, [id])).rows[0]
  }

  async list(search: string, { limit, cursor }: Page): Promise<(Product & { serial: string })[]> {
    const sql = `SELECT serial, ${COLUMNS} FROM products
      WHERE NOT deleted AND strpos(lower(name), lower($1)) > 0 AND ($2::bigint IS NULL OR serial < $2)
      ORDER BY serial DESC LIMIT $3`
    return (await this.#pool.query<Product & { serial: string }>(sql, [search, cursor, limit])).rows
  }

  async change(id: string, { name, cents, stock }: ProductChanges): Promise<Product | undefined> {
    const sql = `UPDATE products
      SET name = coalesce($2, name), cents = coalesce($3, cents), stock = coalesce($4, stock)
      WHERE id = $1 AND NOT deleted RETURNING ${COLUMNS}`
    return (await this.#pool.query<Product>(sql, [id, name, cents, stock])).rows[0]
  }

  /** The row stays, for it may stand in carts. Gives the key of its image, or undefined where there was no product. */
  async remove(id: string): Promise<{ key: string | null } | undefined> {
    const sql = 'UPDATE products SET deleted = true WHERE id = $1 AND NOT deleted RETURNING image_key AS key'
    return (await this.#pool.query<{ key: string | null }>(sql, [id])).rows[0]
  }

  async imageOf(id: string): Promise<StoredImage | undefined> {
    const sql = `SELECT image_key AS key, image_type AS type FROM products
      WHERE id = $1 AND NOT deleted AND image_key IS NOT NULL`
    return (await this.#pool.query<StoredImage>(sql, [id])).rows[0]
  }

  /** Gives the product, and the key that was there before: of two changes at once, each gets another one. */
  async setImage(
    id: string,
    { key, type }: StoredImage,
  ): Promise<{ product: Product; before: string | null } | undefined> {
    const sql = `WITH old AS (SELECT id AS old_id, image_key AS before FROM products WHERE id = $1 AND NOT deleted FOR UPDATE)
      UPDATE products SET image_key = $2, image_type = $3 FROM old WHERE id = old_id RETURNING before, ${COLUMNS}`
    const row = (await this.#pool.query<Product & { before: string | null }>(sql, [id, key, type])).rows[0]
    if (!row) return undefined
    const { before, ...product } = row
    return { product, before }
  }
}
