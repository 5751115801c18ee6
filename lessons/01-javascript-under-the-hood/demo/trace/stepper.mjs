// The debugger's half of the contexts demo. It is a worker, because a thread that is paused cannot look at itself.
// Plain JavaScript, because a worker on Node 20 does not get the TypeScript loader of its parent.
import { Session } from 'node:inspector/promises'
import { parentPort, workerData } from 'node:worker_threads'

const { url, line } = workerData
const steps = []
const session = new Session()

parentPort.on('message', () => parentPort.postMessage(steps)) // also keeps the worker alive while it waits
session.connectToMainThread()

let script
session.on('Debugger.scriptParsed', ({ params }) => {
  if (params.url === url) script = params.scriptId
})
session.on('Debugger.paused', async ({ params }) => {
  const frames = params.callFrames.filter((frame) => frame.location.scriptId === script)
  if (frames.length === 0) return session.post('Debugger.resume')
  steps.push(await describeStep(frames))
  await session.post('Debugger.stepInto')
})

await session.post('Debugger.enable')
await session.post('Debugger.setBreakpointByUrl', { url, lineNumber: line - 1 })
parentPort.postMessage('ready')

/** Which line runs next, the stack from the newest frame down, and every variable that line can see. */
async function describeStep(frames) {
  const [top] = frames
  return {
    line: top.location.lineNumber + 1,
    stack: frames.map((frame) => frame.functionName || '(script)'),
    scopes: await scopesOf(top),
    returned: top.returnValue && show(top.returnValue),
  }
}

async function scopesOf(frame) {
  const scopes = []
  for (const { type, object } of frame.scopeChain) {
    if (type === 'global' || type === 'script') continue
    const { result } = await session.post('Runtime.getProperties', { objectId: object.objectId, ownProperties: true })
    if (result.length === 0) continue
    scopes.push({ type, variables: result.map(({ name, value }) => ({ name, value: show(value) })) })
  }
  return scopes
}

function show(value) {
  if (value === undefined) return 'undefined'
  if (value.type === 'function') return 'function'
  if (value.type === 'object') return value.subtype === 'array' ? '[..]' : value.description
  return JSON.stringify(value.value) ?? 'undefined'
}
