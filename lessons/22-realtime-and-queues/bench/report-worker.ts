/** A process that makes reports: the name of the queue and the address of Redis are its arguments. It ends with its parent. */
import { Worker } from 'bullmq'
import { makeReport } from './report.ts'

const [name = '', url = ''] = process.argv.slice(2)
process.once('disconnect', () => process.exit())
new Worker(name, async () => makeReport(), { connection: { url } })
