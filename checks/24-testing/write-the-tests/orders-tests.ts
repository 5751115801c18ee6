import { openTests } from '../suites.ts'

export const { run, green, unnoticed } = openTests('write-the-tests')
