// Ends as it is told: with a code, or by a signal.
const how = process.argv[2]
if (how.startsWith('SIG')) {
  process.kill(process.pid, how)
  setInterval(() => {}, 1000)
} else setTimeout(() => process.exit(Number(how)), 100)
