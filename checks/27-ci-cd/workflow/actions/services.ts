import { entriesOf, listOf, textOf, type Value } from './values.ts'

export interface Container {
  name: string
  image: string
  env: Record<string, string>
  options: string
  /** From the port in the container to the one of the machine. */
  ports: Record<string, string>
}

/** The service containers of a job, its expressions evaluated. Where no port of the machine is named, it is any free one. */
export function containersOf(services: Value): Container[] {
  return Object.entries(entriesOf(services)).map(([name, value], index) => {
    const service = entriesOf(value)
    const env = Object.entries(entriesOf(service['env'])).map(([key, text]) => [key, textOf(text)])
    return {
      name,
      image: textOf(service['image']),
      env: Object.fromEntries(env),
      options: textOf(service['options']),
      ports: portsOf(listOf(service['ports']).map(textOf), index),
    }
  })
}

function portsOf(ports: string[], index: number): Record<string, string> {
  const pairs = ports.map((port, at) => {
    const [inside = '', outside] = port
      .replace(/\/(?:tcp|udp)$/, '')
      .split(':')
      .reverse()
    return [inside, outside ?? String(49_160 + 10 * index + at)]
  })
  return Object.fromEntries(pairs)
}
