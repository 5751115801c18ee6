// The same traffic through three limiters of ten requests a second: ten just before a second begins, ten just after.
// Look for: how many pass within 20 ms, and how the waits differ. Then: who is counted behind a proxy.
import express from 'express'
import { serve } from './parts/serve.ts'

const times = [...Array.from({ length: 10 }, (_, n) => 990 + n), ...Array.from({ length: 10 }, (_, n) => 1000 + n)]

function fixedWindow(): (time: number) => boolean {
  let window = -1
  let count = 0
  return (time) => {
    if (Math.floor(time / 1000) !== window) [window, count] = [Math.floor(time / 1000), 0]
    return ++count <= 10
  }
}

function slidingWindow(): (time: number) => boolean {
  const allowed: number[] = []
  return (time) => {
    while (allowed[0] !== undefined && allowed[0] <= time - 1000) allowed.shift()
    return allowed.length < 10 && allowed.push(time) > 0
  }
}

function tokenBucket(capacity: number): (time: number) => boolean {
  let tokens = capacity
  let at = 0
  return (time) => {
    tokens = Math.min(capacity, tokens + (time - at) / 100)
    at = time
    if (tokens < 1) return false
    tokens -= 1
    return true
  }
}

for (const [name, allows] of Object.entries({
  'fixed window, 10 a second': fixedWindow(),
  'sliding window, 10 a second': slidingWindow(),
  'bucket of 10, 10 a second': tokenBucket(10),
  'bucket of 3, 10 a second': tokenBucket(3),
})) {
  const drawn = times.map((time) => (allows(time) ? '#' : '.')).join('')
  console.log(
    name.padEnd(30),
    `${drawn.slice(0, 10)} | ${drawn.slice(10)}`,
    `  ${drawn.replaceAll('.', '').length} passed`,
  )
}

console.log('\nA client sends X-Forwarded-For: 1.2.3.4. The proxy appends 192.0.2.7.')
console.log('trust proxy'.padEnd(14), 'request.ip')
for (const trust of [false, 1, true]) {
  const app = express()
    .set('trust proxy', trust)
    .get('/', ({ ip }, response) => void response.send(ip))
  await serve(app, async (url) => {
    const answer = await fetch(url, { headers: { 'x-forwarded-for': '1.2.3.4, 192.0.2.7' } })
    console.log(String(trust).padEnd(14), await answer.text())
  })
}
