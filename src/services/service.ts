type Env = Record<string, string | undefined>

/** What an exercise may ask for, in the `services` of its lesson. */
export type ServiceName =
  | 'redis'
  | 'mongodb'
  | 'postgres'
  | 'postgres-replica'
  | 's3'
  | 'smtp'
  | 'oauth'
  | 'payments'
  | 'llm'
  | 'nginx'

/**
 * Where a running service came from.
 * environment: somebody else's, at the address of its variable. program: a real server of this machine.
 * embedded: a real server that came with this package. emulator: ours, and it cannot do everything.
 */
export type ServiceOrigin = 'environment' | 'program' | 'embedded' | 'emulator'

/** One kind of service, whichever way it is had. */
export interface Service {
  name: ServiceName
  /** The variable that holds its address: the learner's own when it is set, ours in the judged process. */
  variable:
    | 'DATABASE_URL'
    | 'REPLICA_URL'
    | 'MONGODB_URI'
    | 'REDIS_URL'
    | 'SMTP_URL'
    | 'OAUTH_ISSUER'
    | 'PAYMENTS_URL'
    | 'LLM_URL'
    | 'S3_ENDPOINT'
  /**
   * Starts the first way that works, and waits until it answers.
   * @throws Problem when no way does
   */
  start: (options: StartOptions) => Promise<RunningService>
}

export interface StartOptions {
  env: Env
  packageRoot: string
  /** For data that ends with the service; default the system's folder for temporary files. */
  tmp?: string
  /** For what makes the next start quick. Without it every start is a first one. */
  cache?: string
}

/** A service that answers. Nothing of it outlives this process, however that ends. */
export interface RunningService {
  /** Of the whole server; a run gets the one that `isolate` gives. */
  url: string
  how: ServiceOrigin
  /** For people: `PostgreSQL 18.4 (embedded)`. */
  label: string
  /** What this choice cannot show, each as a clause: `two connections at once`. Empty for a real server. */
  cannot: string[]
  /** An empty database of its own, until it is dropped. Several may be open at once. */
  isolate: () => Promise<IsolatedDatabase>
  /** Ends it and takes its data away. A service of the environment goes on, without what `isolate` made. */
  stop: () => Promise<void>
}

export interface IsolatedDatabase {
  url: string
  /** More that the judged process is told, for its checks: where they can read what arrived. */
  env?: Record<string, string>
  /** Never rejects: what cannot be dropped is left. */
  drop: () => Promise<void>
}
