// Says what it was given, as JSON, when stdin has ended.
let input = ''
for await (const chunk of process.stdin) input += chunk
console.error('on stderr')
console.log(
  JSON.stringify({
    args: process.argv.slice(2),
    cwd: process.cwd(),
    shop: process.env.SHOP,
    graceMs: process.env.GRACE_MS,
    input,
  }),
)
