/** A Redis of this tool's own until standard input ends. Prints `{"url":…,"label":…}`. */
import { redis } from '../../src/services/redis/service.ts'

const { url, label, stop } = await redis.start({ env: process.env, packageRoot: process.cwd() })
console.log(JSON.stringify({ url, label }))
process.stdin.resume().once('end', () => void stop().then(() => process.exit(0)))
