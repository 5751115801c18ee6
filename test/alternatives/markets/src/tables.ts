import { transaction } from './database.ts'

const TABLES = `
CREATE TABLE IF NOT EXISTS account (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  email text NOT NULL UNIQUE,
  password_hash text NOT NULL
);
-- By a digest of the email: any text may be tried.
CREATE TABLE IF NOT EXISTS wrong_login (
  email_digest text PRIMARY KEY,
  times integer NOT NULL,
  locked_until timestamptz
);
CREATE TABLE IF NOT EXISTS market (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL,
  plan text NOT NULL DEFAULT 'free' CHECK (plan IN ('free', 'pro')),
  intent_id text UNIQUE,
  refunded boolean NOT NULL DEFAULT false
);
CREATE TABLE IF NOT EXISTS member (
  market_id uuid NOT NULL REFERENCES market,
  account_id uuid NOT NULL REFERENCES account,
  role text NOT NULL CHECK (role IN ('member', 'admin', 'owner')),
  PRIMARY KEY (market_id, account_id)
);
CREATE INDEX IF NOT EXISTS member_of ON member (account_id);
CREATE TABLE IF NOT EXISTS listing (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  market_id uuid NOT NULL REFERENCES market,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  title text NOT NULL,
  cents integer NOT NULL,
  contract_key text
);
CREATE INDEX IF NOT EXISTS listing_of ON listing (market_id, seq DESC);
-- What the cache holds of an earlier epoch is not believed.
CREATE SEQUENCE IF NOT EXISTS cache_epoch;
`

/** Instances that start at the same moment take turns. */
export async function makeTables(): Promise<void> {
  await transaction(async (db) => {
    await db('SELECT pg_advisory_xact_lock(3000)')
    await db(TABLES)
  })
}
