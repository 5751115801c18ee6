import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createTransport } from 'nodemailer'
import { afterEach, describe, expect, it } from 'vitest'
import type { RunningService } from '../../src/services/service.ts'
import type { ArrivedMail } from '../../src/services/smtp/mailbox.ts'
import { smtp } from '../../src/services/smtp/service.ts'
import { MAILBOX_VARIABLE } from '../../src/services/variables.ts'

const packageRoot = join(import.meta.dirname, '../..')
const running: RunningService[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()))
})

async function start(env: Record<string, string> = {}): Promise<RunningService> {
  const service = await smtp.start({ env, packageRoot })
  running.push(service)
  return service
}

async function send(url: string, text = 'hello', to = 'ada@mill.example'): Promise<void> {
  await createTransport(url).sendMail({ from: 'shop@mill.example', to, subject: 'A letter', text })
}

async function mailsAt(env: Record<string, string> | undefined): Promise<ArrivedMail[]> {
  return (await (await fetch(env?.[MAILBOX_VARIABLE] ?? '')).json()) as ArrivedMail[]
}

describe('the mail server', () => {
  it('is a real one that came with the package, and says which', async () => {
    const service = await start()
    expect(service).toMatchObject({
      how: 'embedded',
      label: expect.stringMatching(/^smtp-server \d+\.\d+\.\d+ \(real SMTP/),
      cannot: [],
    })
    await send(service.url)
  })

  it('gives every run an empty mailbox on a port of its own, which is gone after it', async () => {
    const service = await start()
    const [one, two] = await Promise.all([service.isolate(), service.isolate()])
    await send(one.url)
    expect(await mailsAt(one.env)).toEqual([
      { from: 'shop@mill.example', to: ['ada@mill.example'], message: expect.any(String) },
    ])
    expect(await mailsAt(two.env)).toEqual([])
    await one.drop()
    await expect(send(one.url)).rejects.toThrow(/ECONNREFUSED/)
    await send(two.url)
    await one.drop()
  })

  it('keeps what it gets byte for byte', async () => {
    const { url, env } = await (await start()).isolate()
    await send(url, 'Grüße, and a line\n.\nwith a dot')
    const [mail] = await mailsAt(env)
    const message = Buffer.from(mail?.message ?? '', 'base64').toString('latin1')
    expect(message).toMatch(/^Subject: A letter\r$/m)
    expect(message).toContain('Gr=C3=BC=C3=9Fe, and a line\r\n.\r\nwith a dot')
  })

  it('takes hidden recipients from the envelope', async () => {
    const { url, env } = await (await start()).isolate()
    await createTransport(url).sendMail({ from: 'a@b.example', to: 'c@d.example', bcc: 'e@f.example', text: '' })
    expect(await mailsAt(env)).toMatchObject([{ to: ['c@d.example', 'e@f.example'] }])
  })

  it('refuses a mail of more than 1 MB and goes on', async () => {
    const { url, env } = await (await start()).isolate()
    await expect(send(url, 'x'.repeat(1_100_000))).rejects.toMatchObject({ responseCode: 552 })
    await send(url)
    expect(await mailsAt(env)).toHaveLength(1)
  })

  it('leaves an SMTP_URL of the environment alone: what is sent there might reach people', async () => {
    const service = await start({ SMTP_URL: 'smtp://127.0.0.1:1' })
    expect(service.how).toBe('embedded')
    await send((await service.isolate()).url)
  })

  it('runs twice at once', async () => {
    const [one, two] = await Promise.all([start(), start()])
    expect(one?.url).not.toBe(two?.url)
  })

  it('is gone after stop', async () => {
    const service = await start()
    await service.stop()
    await expect(send(service.url)).rejects.toThrow(/ECONNREFUSED/)
  })

  it.skipIf(process.platform === 'win32')('is gone when the process that started it is killed', async () => {
    const url = await startInAProcessAndKillIt()
    await expect.poll(() => send(url).then(String, String), { timeout: 30_000 }).toMatch(/ECONNREFUSED/)
  })
})

/** Gives the address of the server that it leaves without a parent. */
async function startInAProcessAndKillIt(): Promise<string> {
  const service = pathToFileURL(join(packageRoot, 'src/services/smtp/service.ts')).href
  const code = `import { smtp } from '${service}'
    const { url } = await smtp.start(${JSON.stringify({ env: {}, packageRoot })})
    process.stdout.write(url + '\\n')`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], { cwd: packageRoot })
  const url = await new Promise<string>((resolve) => child.stdout.once('data', (text) => resolve(String(text).trim())))
  await send(url)
  child.kill('SIGKILL')
  return url
}
