import { once } from 'node:events'
import { openInBrowser } from '../engine/browser.ts'
import { EXIT, Problem } from '../problem.ts'
import { renderServing } from '../ui/setup/serving.ts'
import { lookOf } from '../ui/terminal/look.ts'
import { servePage } from '../web/server/serve.ts'
import { isInteractive, type World } from '../world.ts'
import { openLearner } from './parts/learner.ts'

interface Options {
  port?: string
  /** False with `--no-open`. */
  open?: boolean
}

/** `course web`: the course in a browser, until Ctrl-C. Its address is the first line of stdout, and all of it. */
export async function run(_args: string[], { port, open = true }: Options, world: World): Promise<number> {
  const { workbook } = await openLearner(world)
  const served = await servePage(world, workbook.root, portOf(port))
  world.stdout.write(`${served.address}\n`)
  try {
    const isOpened = open && isInteractive(world) && (await openInBrowser(served.addressForBrowser, world))
    world.stderr.write(renderServing(isOpened, lookOf(world)))
    if (!world.signal.aborted) await once(world.signal, 'abort')
  } finally {
    await served.close()
  }
  return EXIT.ok
}

/** @throws Problem when it is none */
function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new Problem(`--port ${text} is no port.`, 'Say a number from 0 (any that is free) to 65535: --port 4400', {
    code: 'usage',
  })
}
