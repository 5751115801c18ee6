import cluster from 'node:cluster'
import { cpus } from 'node:os'

// Primary and workers start at this file; a worker goes on to the one that is asked for.
if (cluster.isPrimary) primary()
else await import(process.env['WORKER'] ?? './worker.ts')

function primary(): void {
  const number = (name: string, otherwise: number) => {
    const text = process.env[name]
    return text && [...text].every((char) => '0123456789'.includes(char)) ? Number(text) : otherwise
  }
  const count = number('WORKERS', 0) || cpus().length
  const graceMs = number('GRACE_MS', 10_000)
  const backoffMs = number('BACKOFF_MS', 1000)
  const longestMs = number('BACKOFF_MAX_MS', 30_000)

  let generation = 0
  let failures = 0
  let ending = false
  let killed = false
  let reloading = false
  let again = false
  const generations = new Map<number, number>()
  const listening = new Set<number>()
  const retired = new Set<number>()
  const waiting = new Set<NodeJS.Timeout>()

  const fork = () => void generations.set(cluster.fork().id, generation)
  const workers = () => Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined)
  const retire = (worker: (typeof cluster.workers & object)[string]) => {
    if (!worker || retired.has(worker.id)) return
    retired.add(worker.id)
    worker.process.kill('SIGTERM')
    setTimeout(() => {
      if (worker.isDead()) return
      killed = true
      worker.process.kill('SIGKILL')
    }, graceMs).unref()
  }
  const later = (ms: number) => {
    const timer = setTimeout(() => {
      waiting.delete(timer)
      fork()
    }, ms)
    waiting.add(timer)
  }
  const finish = () => {
    if (generations.size === 0) process.exit(killed ? 1 : 0)
  }
  const endReload = () => {
    reloading = false
    if (again && !ending) reload()
  }

  cluster.on('listening', ({ id }) => {
    listening.add(id)
    failures = 0
    if (!reloading || ending) return
    const fresh = workers().filter((worker) => generations.get(worker.id) === generation && listening.has(worker.id))
    if (fresh.length < count) return
    for (const worker of workers()) if (generations.get(worker.id) !== generation) retire(worker)
    endReload()
  })

  cluster.on('exit', ({ id }) => {
    const born = generations.get(id)
    generations.delete(id)
    if (ending) return finish()
    if (retired.delete(id)) return
    if (reloading && born === generation && !listening.has(id)) {
      console.error('the new workers do not start')
      for (const worker of workers()) if (generations.get(worker.id) === generation) retire(worker)
      generation -= 1
      return endReload()
    }
    if (listening.delete(id)) return fork()
    failures += 1
    later(Math.min(backoffMs * 2 ** (failures - 1), longestMs))
  })

  function reload(): void {
    again = reloading
    if (reloading || ending) return
    reloading = true
    for (const timer of waiting) clearTimeout(timer)
    waiting.clear()
    generation += 1
    for (let i = 0; i < count; i++) fork()
  }

  function end(): void {
    if (ending) return
    ending = true
    killed = false
    for (const timer of waiting) clearTimeout(timer)
    for (const worker of workers()) retire(worker)
    finish()
  }

  process.on('SIGHUP', reload).on('SIGTERM', end).on('SIGINT', end)
  for (let i = 0; i < count; i++) fork()
}
