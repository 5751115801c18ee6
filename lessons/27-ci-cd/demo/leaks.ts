// A deployer writes its token into its log, by way of a child process. Look for: what a mask for each chunk alone lets
// through, and what it costs to wait for whole lines instead.
import { spawn } from 'node:child_process'

const secret = 'made-up-token-7/of the mill'
const program = `
  const secret = process.env.TOKEN
  const lines = ['token ' + secret, 'url ?t=' + encodeURIComponent(secret), 'basic ' + Buffer.from(secret).toString('base64'), 'last words']
  const text = lines.join('\\n')
  let at = 0
  const next = () => {
    if (at >= text.length) return
    process.stdout.write(text.slice(at, (at += 16)), () => setTimeout(next, 5))
  }
  next()
`

const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]
const mask = (text: string, known: string[]) => known.reduce((rest, form) => rest.replaceAll(form, '***'), text)

const child = spawn(process.execPath, ['-e', program], { env: { ...process.env, TOKEN: secret } })
const chunks: string[] = []
for await (const chunk of child.stdout) chunks.push(String(chunk))

const show = (title: string, text: string) => console.log(`${title}\n  ${text.replaceAll('\n', '\n  ')}\n`)
console.log(`The log came in ${chunks.length > 1 ? 'several chunks' : 'one chunk'}.\n`)
show('Each chunk masked alone:', chunks.map((chunk) => mask(chunk, forms)).join(''))
show('The whole log, the secret as it is:', mask(chunks.join(''), [secret]))
show('The whole log, all three forms:', mask(chunks.join(''), forms))
const [, ...rest] = chunks.join('').split('\n').reverse()
console.log(`A mask that waits for line ends shows ${rest.length} of 4 lines: "last words" has no end.`)
