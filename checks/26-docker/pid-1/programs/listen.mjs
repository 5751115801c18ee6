// Says which signals it gets. `--drain 300`: ends with 0 so long after SIGTERM. `--until SIGQUIT`: ends with 4 at that signal.
// `--end 600`: ends with 9 so long after any signal.
const option = (name) => process.argv[process.argv.indexOf(name) + 1 || process.argv.length]
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2']) {
  process.on(signal, () => {
    console.log(signal)
    if (signal === option('--until')) process.exit(4)
    if (option('--end')) setTimeout(() => process.exit(9), Number(option('--end')))
    if (signal === 'SIGTERM' && option('--drain')) setTimeout(drained, Number(option('--drain')))
  })
}
const drained = () => {
  console.log('drained')
  process.exit(0)
}
setInterval(() => {}, 1000)
console.log('ready')
