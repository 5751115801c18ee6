import cluster from 'node:cluster'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Elsewhere } from './elsewhere.ts'

/** A worker for each processor, two at least. This process only hands out the connections. */
export async function buildApp() {
  cluster.setupPrimary({ exec: fileURLToPath(new URL('./worker.ts', import.meta.url)) })
  const workers = Array.from({ length: Math.max(2, availableParallelism()) }, () => cluster.fork())
  const listening = await Promise.all(workers.map((worker) => once(worker, 'listening')))
  const [address] = listening[0] as [AddressInfo]
  return new Elsewhere(address.port)
}
