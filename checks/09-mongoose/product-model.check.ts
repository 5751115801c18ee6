import './product-model/rules.checks.ts'
import './product-model/fields.checks.ts'
import './product-model/writing.checks.ts'
