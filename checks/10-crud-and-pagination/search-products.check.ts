import './search-products/filters.checks.ts'
import './search-products/sorting.checks.ts'
import './search-products/pages.checks.ts'
