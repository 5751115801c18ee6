import './orders-sql/listing.checks.ts'
import './orders-sql/pages.checks.ts'
import './orders-sql/one-order.checks.ts'
