import fs from 'node:fs'
import http from 'node:http'

// synchronous on purpose: nothing comes in between. Ids from a counter that is saved with the notes.
export const MAX_BODY = 100 * 1024
interface State {
  next: number
  notes: { id: string; text: string }[]
}

export function buildApp(): http.Server {
  const file = process.env['DATA_FILE'] ?? 'notes.json'
  const load = (): State => (fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : { next: 1, notes: [] })
  const save = (state: State) => {
    fs.writeFileSync(`${file}~`, JSON.stringify(state, null, 2))
    fs.renameSync(`${file}~`, file)
  }
  let busy = 0
  let stopping = false
  const server = http.createServer((req, res) => {
    busy++
    res.on('close', () => {
      busy--
      if (stopping && busy === 0) process.exit(0)
    })
    const reply = (status: number, body?: unknown, headers: http.OutgoingHttpHeaders = {}) => {
      if (res.writableEnded) return
      res.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
      res.end(body === undefined ? undefined : JSON.stringify(body))
    }
    const parts = ((req.url ?? '').split('?')[0] ?? '').split('/').slice(1)
    if (parts[0] !== 'notes' || parts.length > 2 || parts[1] === '') return reply(404, { error: 'nothing here' })
    const id = parts[1]
    const allowed = id === undefined ? ['GET', 'HEAD', 'POST'] : ['GET', 'HEAD', 'PUT', 'DELETE']
    if (!allowed.includes(req.method ?? '')) return reply(405, { error: 'no' }, { allow: allowed.join(', ') })
    if (Number(req.headers['content-length'] ?? 0) > MAX_BODY) return reply(413, { error: 'large' })
    const parts2: Buffer[] = []
    let size = 0
    req.on('data', (part: Buffer) => {
      parts2.push(part)
      size += part.length
      if (size > MAX_BODY) {
        req.pause()
        reply(413, { error: 'large' })
      }
    })
    req.on('end', () => {
      if (size > MAX_BODY) return
      try {
        let text = ''
        if (req.method === 'POST' || req.method === 'PUT') {
          let value: { text?: unknown } | null
          try {
            value = JSON.parse(Buffer.concat(parts2).toString())
          } catch {
            return reply(400, { error: 'json' })
          }
          if (typeof value?.text !== 'string' || !value.text) return reply(400, { error: 'text' })
          text = value.text
        }
        const state = load()
        if (id === undefined) {
          if (req.method !== 'POST') return reply(200, state.notes)
          const note = { id: String(state.next++), text }
          state.notes.push(note)
          save(state)
          return reply(201, note, { location: `/notes/${note.id}` })
        }
        const at = state.notes.findIndex((note) => note.id === id)
        const note = state.notes[at]
        if (!note) return reply(404, { error: 'no such note' })
        if (req.method === 'GET' || req.method === 'HEAD') return reply(200, note)
        if (req.method === 'PUT') note.text = text
        else state.notes.splice(at, 1)
        save(state)
        return req.method === 'PUT' ? reply(200, note) : reply(204)
      } catch {
        reply(500, { error: 'broken' })
      }
    })
  })
  process.on('SIGTERM', () => {
    stopping = true
    server.close()
    if (busy === 0) process.exit(0)
  })
  return server
}
