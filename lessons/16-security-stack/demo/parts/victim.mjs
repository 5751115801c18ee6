// The victim's browser: gets pages as a JSON list on stdin, runs each in jsdom, and prints a JSON list of what each stole.
// A process of its own, since jsdom is no sandbox. It fires no `error` of an image by itself, so that is done by hand.
import { json } from 'node:stream/consumers'

const { JSDOM, VirtualConsole } = await import('jsdom').catch(() => process.exit(3))
const pages = await json(process.stdin)
console.log(JSON.stringify(pages.map(open)))

function open(page) {
  const stolen = []
  const { window } = new JSDOM(page, {
    url: 'http://market.example/',
    runScripts: 'dangerously',
    virtualConsole: new VirtualConsole(),
    beforeParse(window) {
      window.steal = (loot) => stolen.push(loot)
      window.document.cookie = 'session=7f3a'
    },
  })
  for (const element of window.document.querySelectorAll('*')) {
    for (const { name } of [...element.attributes]) {
      if (name === 'onerror' || name === 'onload') element.dispatchEvent(new window.Event(name.slice(2)))
    }
  }
  window.close()
  return stolen
}
