// An image, made on the spot in the layout of the OCI and taken apart again: index, manifest, config and two layers.
// Look for: how each file names the next one by its digest, and what the second layer does to remove a file of the first.
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'

interface Descriptor {
  mediaType: string
  digest: string
  size: number
}

interface Manifest {
  config: Descriptor
  layers: Descriptor[]
}

const TYPE = 'application/vnd.oci.image'
const BLOCK = 512
const digestOf = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`
const short = (digest: string) => `${digest.slice(0, 19)}…`

/** A header of 512 bytes and the content, filled up to whole blocks, for each file; two empty blocks at the end. */
function tar(files: Record<string, string>): Buffer {
  const parts = Object.entries(files).flatMap(([path, text]) => {
    const content = Buffer.from(text)
    const header = Buffer.alloc(BLOCK)
    header.write(path, 0)
    header.write(`0000644\0${'0000000\0'.repeat(2)}`, 100)
    header.write(`${content.length.toString(8).padStart(11, '0')}\0${'0'.repeat(11)}\0`, 124)
    header.write('        0', 148)
    header.write('ustar\x0000', 257)
    const sum = header.reduce((total, byte) => total + byte, 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
    return [header, content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)]
  })
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)])
}

function untar(archive: Buffer): Map<string, string> {
  const files = new Map<string, string>()
  for (let at = 0; archive[at]; ) {
    const path = archive.toString('utf8', at, at + 100).replace(/\0.*$/s, '')
    const size = Number.parseInt(archive.toString('latin1', at + 124, at + 135), 8)
    files.set(path, archive.toString('utf8', at + BLOCK, at + BLOCK + size))
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
  }
  return files
}

async function writeImage(folder: string, layers: Buffer[]): Promise<void> {
  const blobs = join(folder, 'blobs', 'sha256')
  await mkdir(blobs, { recursive: true })
  const add = async (kind: string, content: Buffer | object): Promise<Descriptor> => {
    const bytes = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content))
    const digest = digestOf(bytes)
    await writeFile(join(blobs, digest.slice('sha256:'.length)), bytes)
    return { mediaType: `${TYPE}.${kind}`, digest, size: bytes.length }
  }
  const packed = await Promise.all(layers.map((layer) => add('layer.v1.tar+gzip', gzipSync(layer))))
  const config = await add('config.v1+json', {
    architecture: 'amd64',
    os: 'linux',
    config: { User: 'node', Env: ['NODE_ENV=production'], Cmd: ['node', 'server.js'], WorkingDir: '/app' },
    rootfs: { type: 'layers', diff_ids: layers.map(digestOf) },
  })
  const manifest = await add('manifest.v1+json', { schemaVersion: 2, config, layers: packed })
  await writeFile(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [manifest] }))
  await writeFile(join(folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }))
}

async function readBlob(folder: string, { digest }: Descriptor): Promise<Buffer> {
  const bytes = await readFile(join(folder, 'blobs', 'sha256', digest.slice('sha256:'.length)))
  if (digestOf(bytes) !== digest) throw new Error(`${digest} has been changed`)
  return bytes
}

async function takeApart(folder: string): Promise<void> {
  const index = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')) as { manifests: [Descriptor] }
  const [first] = index.manifests
  console.log(`\nindex.json names the manifest  ${short(first.digest)}`)
  const manifest = JSON.parse(String(await readBlob(folder, first))) as Manifest
  console.log(`the manifest names the config  ${short(manifest.config.digest)}`)
  const config = JSON.parse(String(await readBlob(folder, manifest.config))) as {
    config: object
    rootfs: { diff_ids: string[] }
  }
  console.log('the config says', config.config)
  const files = new Map<string, string>()
  for (const [at, layer] of manifest.layers.entries()) {
    const archive = gunzipSync(await readBlob(folder, layer))
    console.log(`\nlayer ${at + 1}, packed    ${short(layer.digest)}  ${layer.size} bytes, in the manifest`)
    console.log(`         unpacked  ${short(digestOf(archive))}  ${archive.length} bytes, in the config`)
    for (const [path, text] of untar(archive)) {
      console.log(`  ${path}`)
      if (path.includes('/.wh.')) files.delete(path.replace('/.wh.', '/'))
      else files.set(path, text)
    }
  }
  console.log('\na container sees', [...files.keys()])
}

const folder = await mkdtemp(join(tmpdir(), 'image-'))
try {
  const app = tar({ 'app/server.js': 'console.log("orders")\n', 'app/.npmrc': '_authToken=token-of-ada\n' })
  await writeImage(folder, [app, tar({ 'app/.wh..npmrc': '' })])
  console.log('what lies on the disk:')
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    const { size } = await stat(join(folder, name))
    if (!/^blobs(?:.sha256)?$/.test(name))
      console.log(`  ${name.slice(0, 32).padEnd(34)}${String(size).padStart(5)} bytes`)
  }
  await takeApart(folder)
  console.log('The token is in layer 1 all the same.')
} finally {
  await rm(folder, { recursive: true, force: true })
}
