import './csv-to-ndjson/records.checks.ts'
import './csv-to-ndjson/streaming.checks.ts'
