import { expect, it } from 'vitest'
import { Processors } from '../../src/web/server/processors.ts'
import { deferred } from '../fixtures/cli.ts'

/** Work that goes on until it is told to end, and notes its beginning. */
function work(begun: string[], name: string) {
  const { promise, resolve } = deferred<void>()
  return {
    run: () => {
      begun.push(name)
      return promise
    },
    end: resolve,
  }
}

it('judges and benchmarks come one after another, and each may ask what it waits for', async () => {
  const processors = new Processors()
  const begun: string[] = []
  const [judge, bench, another] = ['judge', 'bench', 'another'].map((name) => work(begun, name))
  if (!judge || !bench || !another) throw new Error('there are three')
  expect(processors.busyWith).toBeUndefined()
  const first = processors.judge(judge.run)
  expect(processors.busyWith).toBe('judge')
  const second = processors.measure(bench.run)
  expect(processors.busyWith).toBe('bench')
  const third = processors.judge(another.run)
  await expect.poll(() => begun).toEqual(['judge'])
  judge.end()
  await first
  await expect.poll(() => begun).toEqual(['judge', 'bench'])
  bench.end()
  await second
  expect(processors.busyWith).toBe('judge')
  another.end()
  await third
  expect(begun).toEqual(['judge', 'bench', 'another'])
  expect(processors.busyWith).toBeUndefined()
})

it('no demo begins beside a benchmark, or while one waits, and no benchmark beside a demo', async () => {
  const processors = new Processors()
  const begun: string[] = []
  const [demo, bench] = [work(begun, 'demo'), work(begun, 'bench')]
  const running = processors.run(demo.run)
  await expect(processors.measure(bench.run)).rejects.toMatchObject({
    status: 409,
    message: expect.stringContaining('demo or a trace'),
  })
  expect(processors.busyWith).toBeUndefined()
  demo.end()
  await running
  const measuring = processors.measure(bench.run)
  await expect(processors.run(demo.run)).rejects.toMatchObject({
    status: 409,
    message: expect.stringContaining('benchmark is being measured'),
  })
  bench.end()
  await measuring
  await processors.run(async () => begun.push('after'))
  expect(begun).toEqual(['demo', 'bench', 'after'])
})

it('a benchmark that fails makes room', async () => {
  const processors = new Processors()
  await expect(processors.measure(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(processors.busyWith).toBeUndefined()
  await processors.run(async () => undefined)
})
