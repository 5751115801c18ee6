import { type App, expect, sharedApp } from 'backend-workbook/check'
import { sharedFile } from '../raw-client.ts'

/** Starting a server does not count, but a busy machine may take long to answer. */
export const PATIENT_MS = 8000

export interface Note {
  id: string
  text: string
}

/** The server for checks that do no harm to it. */
export const server = () => sharedApp({ env: { DATA_FILE: sharedFile() } })

export const send = (app: App, method: string, path: string, body: unknown) =>
  app.fetch(path, { method, body: typeof body === 'string' ? body : JSON.stringify(body) })

export async function made(app: App, text: string): Promise<Note> {
  const response = await send(app, 'POST', '/notes', { text })
  expect(response.status, `POST /notes with the text '${text.slice(0, 40)}'`).toBe(201)
  return (await response.json()) as Note
}

export async function texts(app: App): Promise<string[]> {
  return ((await (await app.fetch('/notes')).json()) as Note[]).map((note) => note.text)
}
