import { once } from 'node:events'
import { openInBrowser } from '../../engine/browser.ts'
import { Problem } from '../../problem.ts'
import { renderServing } from '../../ui/setup/serving.ts'
import { lookOf } from '../../ui/terminal/look.ts'
import { type Served, servePage } from '../../web/server/serve.ts'
import { isInteractive, type World } from '../../world.ts'

export interface ServingOptions {
  port?: string
  /** False with `--no-open`. */
  open?: boolean
}

interface Serving extends ServingOptions {
  /** The folder whose page it is. */
  workbook: string
  /** Where who opens the address ends up. Default: home. */
  landing?: string
  /** Begins when the page is there; gives what ends it. */
  meanwhile?: (served: Served) => () => void
}

/** Serves the page until Ctrl-C. Its address is the first line of stdout, and all of it. */
export async function serveUntilEnd({ workbook, port, open = true, landing, meanwhile }: Serving, world: World) {
  const served = await servePage(world, workbook, portOf(port), landing)
  world.stdout.write(`${served.address}\n`)
  const end = meanwhile?.(served)
  try {
    const isOpened = open && isInteractive(world) && (await openInBrowser(served.addressForBrowser, world))
    world.stderr.write(renderServing(isOpened, lookOf(world)))
    if (!world.signal.aborted) await once(world.signal, 'abort')
  } finally {
    end?.()
    await served.close()
  }
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
