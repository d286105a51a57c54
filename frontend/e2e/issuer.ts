import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { serverBinary } from './server.ts'

const ROOT = resolve(import.meta.dirname, '../..')

/** What makes the server trust the issuer of these tests. */
export const CONFIG = join(ROOT, 'deploy/issuer/hotline.toml')

/** The identity provider of deploy/issuer. It is reached as localhost and the server as 127.0.0.1, so that for the browser
 *  they are two sites, as they are in life. */
export class Issuer {
  url = ''
  private child: ChildProcess | null = null

  async start(): Promise<void> {
    const program = join(dirname(serverBinary()), 'issuer')
    if (!existsSync(program)) execFileSync('go', ['build', '-o', program, './deploy/issuer'], { cwd: ROOT })
    const child = spawn(program, ['--listen', 'localhost:0'], { stdio: ['ignore', 'pipe', 'inherit'] })
    this.child = child
    this.url = await new Promise<string>((told, reject) => {
      child.once('error', reject)
      child.once('exit', (code) => reject(new Error(`the issuer ended with ${code}`)))
      child.stdout.once('data', (chunk: Buffer) => told(chunk.toString().replace('issuer ', '').trim()))
    })
  }

  async stop(): Promise<void> {
    const child = this.child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    await new Promise((gone) => {
      child.once('exit', gone)
      child.kill('SIGKILL')
    })
  }
}
