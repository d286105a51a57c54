import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where pictures for people go; git does not see it. */
export const SHOTS = join(import.meta.dirname, 'shots')

/** When every test file begins, in the district's zone: a working Wednesday in the middle of a month, whose month before is
 *  not yet due for publication. E2E_AT tries another moment. */
export const MOMENT = Date.parse(process.env.E2E_AT ?? '2026-11-18T10:30:00+08:00')
if (Number.isNaN(MOMENT)) throw new Error(`E2E_AT is no moment: ${process.env.E2E_AT}`)

/** The day of a moment as the district counts it, eight hours before UTC does. */
export const dayOf = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10)

/** The month all files begin in, and the one before it. */
export const MONTH = dayOf(MOMENT).slice(0, 7)
export const LAST_MONTH = dayOf(Date.parse(`${MONTH}-01T00:00:00+08:00`) - 1).slice(0, 7)

/** The binary under test, from the environment. */
export function serverBinary(): string {
  const path = process.env.SERVER
  if (!path || !existsSync(path)) throw new Error('SERVER names the built server binary; `make e2e` sets it')
  return path
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject).listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}

/** A sample district of its own, on a port of its own, in a folder that goes away. */
export class Server {
  /** config is a configuration file besides; it comes with the address that people reach the server by. */
  constructor(private readonly days: number, private readonly config = '') {}

  url = ''
  private port = 0
  /** Kept over a restart, after which time has gone on. */
  private readonly ahead = MOMENT - Date.now()
  private child: ChildProcess | null = null
  private output = ''
  private readonly dir = mkdtempSync(join(tmpdir(), 'hotline-e2e-'))

  /** Starts the server and waits until it says where it listens. */
  async start(): Promise<void> {
    this.port ||= await freePort()
    const args = ['demo', '--dir', join(this.dir, 'demo'), '--days', String(this.days), '--listen', `127.0.0.1:${this.port}`, '--test-clock', '--ahead', `${this.ahead}ms`]
    if (this.config) args.push('--config', this.config)
    const env = this.config ? { ...process.env, HOTLINE_PUBLIC_URL: `http://127.0.0.1:${this.port}` } : process.env
    const child = spawn(serverBinary(), args, { stdio: ['ignore', 'pipe', 'pipe'], env })
    this.child = child
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}\n${this.output}`)))
      const hear = (chunk: Buffer) => {
        this.output = (this.output + chunk.toString()).slice(-20_000)
        if (/^listening on /m.test(this.output)) resolve()
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
    })
    this.output = ''
    this.url = `http://127.0.0.1:${this.port}`
  }

  /** Ends the server as a power cut would. */
  async kill(): Promise<void> {
    const child = this.child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    await new Promise((gone) => {
      child.once('exit', gone)
      child.kill('SIGKILL')
    })
  }

  async remove(): Promise<void> {
    await this.kill()
    rmSync(this.dir, { recursive: true, force: true })
  }
}
