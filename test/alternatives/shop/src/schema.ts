import { transaction } from './database.ts'

const TABLES = `
CREATE TABLE IF NOT EXISTS account (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  email text NOT NULL UNIQUE,
  password_hash text NOT NULL,
  role text NOT NULL CHECK (role IN ('retailer', 'admin'))
);
CREATE TABLE IF NOT EXISTS product (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  name text NOT NULL,
  folded text NOT NULL,
  cents integer NOT NULL CHECK (cents > 0),
  stock integer NOT NULL CHECK (stock >= 0),
  image_key text,
  image_type text,
  deleted boolean NOT NULL DEFAULT false
);
CREATE TABLE IF NOT EXISTS cart_item (
  account_id uuid NOT NULL REFERENCES account,
  product_id uuid NOT NULL REFERENCES product,
  quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 100),
  seq bigint GENERATED ALWAYS AS IDENTITY,
  PRIMARY KEY (account_id, product_id)
);
CREATE TABLE IF NOT EXISTS shop_order (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  account_id uuid NOT NULL REFERENCES account,
  status text NOT NULL DEFAULT 'pending',
  totals jsonb NOT NULL,
  total_cents bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- Known to the gateway and to nobody else: an intent that carries it was made here.
  nonce uuid NOT NULL DEFAULT gen_random_uuid(),
  intent_id text UNIQUE,
  -- Since when there may be an intent, when its end was last waited for, and when the gateway was last asked.
  intent_asked_at timestamptz,
  tried_at timestamptz,
  checked_at timestamptz,
  cancel_asked boolean NOT NULL DEFAULT false
);
CREATE INDEX IF NOT EXISTS order_of_account ON shop_order (account_id, seq DESC);
CREATE INDEX IF NOT EXISTS order_by_status ON shop_order (status, seq DESC);
CREATE TABLE IF NOT EXISTS order_line (
  order_id uuid NOT NULL REFERENCES shop_order,
  place integer NOT NULL,
  product_id uuid NOT NULL,
  name text NOT NULL,
  cents integer NOT NULL,
  quantity integer NOT NULL,
  PRIMARY KEY (order_id, place)
);
CREATE TABLE IF NOT EXISTS order_change (
  order_id uuid NOT NULL REFERENCES shop_order,
  status text NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (order_id, status)
);
-- Files in the bucket that no product may need.
CREATE TABLE IF NOT EXISTS stray_file (
  key text PRIMARY KEY,
  since timestamptz NOT NULL DEFAULT now()
);
-- What the cache holds of an earlier epoch is not believed.
CREATE SEQUENCE IF NOT EXISTS cache_epoch;
`

/** Instances that start at the same moment take turns. */
export async function makeTables(): Promise<void> {
  await transaction(async (db) => {
    await db('SELECT pg_advisory_xact_lock(2500)')
    await db(TABLES)
  })
}
