import { openTracker } from '../../tracker/store.ts'

/** What the process says after each event. */
export interface Said {
  recorded?: number
  warning?: string
}

/**
 * A process that records: `<folder> <name> <count>`. It begins when it is told to, and says so after each event that it
 * knows to be on disk. Bundled by the tests, because starting through tsx takes longer than all the rest.
 */
const [folder = '', name = '', count = '0'] = process.argv.slice(2)

process.once('message', async () => {
  const tracker = await openTracker(folder)
  for (let n = 0; n < Number(count); n++) {
    const { warning } = await tracker.add({ type: 'note', day: 1, text: `${name}:${n}` })
    const said: Said = warning === undefined ? { recorded: n } : { warning }
    process.send?.(said)
  }
  process.disconnect()
})
