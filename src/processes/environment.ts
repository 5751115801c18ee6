/** What a process of judged code, of a demo or of a benchmark is told of the learner's shell. */

type Env = Record<string, string | undefined>

const NO_FILE = process.platform === 'win32' ? '\\\\.\\nul' : '/dev/null'

/**
 * Settings that change what a program does without a word in it: how Node.js runs, where requests go (proxies), which
 * database is asked and how (libpq), which account of AWS's and how, how much is printed, which port is taken.
 */
const FOREIGN = /^(?:NODE_|UV_|npm_|PG[A-Z]|AWS_|OPENSSL_CONF$|SSL_CERT_|DEBUG$|LOG_LEVEL$|PORT$|FORCE_COLOR$)|_PROXY$/i

/** Of libpq, for a server that is the learner's own. */
const LIBPQ = /^PG[A-Z]/

/**
 * Said to AWS's SDK, which else tells everybody on Node.js 20 that releases of 2027 will need Node.js 22, reads the files
 * of the learner's account, and asks the network for more: `emitWarningIfUnsupportedVersion` in @aws-sdk/core, and
 * https://docs.aws.amazon.com/sdkref/latest/guide/environment-variables.html
 */
export const AWS_SETTINGS = {
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: NO_FILE,
  AWS_SHARED_CREDENTIALS_FILE: NO_FILE,
}

export function withoutForeign(env: Env): Env {
  return { ...Object.fromEntries(Object.entries(env).filter(([name]) => !FOREIGN.test(name))), ...AWS_SETTINGS }
}

export function libpqOf(env: Env): Record<string, string> {
  const all = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(all.filter(([name]) => LIBPQ.test(name)))
}

/** Calls it while this process has no setting of libpq: its clients read them when they are made. */
export function withoutLibpq<T>(make: () => T): T {
  const set = libpqOf(process.env)
  for (const name of Object.keys(set)) delete process.env[name]
  try {
    return make()
  } finally {
    Object.assign(process.env, set)
  }
}

const LOCAL = ['127.0.0.1', 'localhost', '::1']

/** What runs on this machine is asked directly, whatever proxy there is for the rest (NODE_USE_ENV_PROXY). */
export function askLocalDirectly(env: Env): void {
  if (!Object.keys(env).some((name) => /^(?:https?|all)_proxy$/i.test(name))) return
  for (const name of ['no_proxy', 'NO_PROXY']) {
    if (env[name] === '*' || (env[name] === undefined && name === 'no_proxy')) continue
    env[name] = [env[name], ...LOCAL].filter(Boolean).join(',')
  }
}
