import { createServer, request, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** A proxy between browser and server as networks of offices have them: it knows no websockets, and may keep answers until they end. */
export class Proxy {
  url = ''
  /** Keeps streams back, as a proxy that scans whole answers does. */
  holding = false
  private server: HttpServer | null = null
  private readonly sockets = new Set<Socket>()

  constructor(private readonly target: () => string) {}

  async start(): Promise<void> {
    this.server = createServer((req, res) => this.pass(req, res))
    this.server.on('upgrade', (_req, socket) => socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n'))
    this.server.on('connection', (socket) => {
      this.sockets.add(socket)
      socket.on('close', () => this.sockets.delete(socket))
    })
    await new Promise<void>((ready) => this.server?.listen(0, '127.0.0.1', ready))
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  /** Drops every connection under way. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy()
  }

  async stop(): Promise<void> {
    this.cut()
    await new Promise((gone) => this.server?.close(gone))
  }

  private pass(req: IncomingMessage, res: ServerResponse): void {
    const out = request(this.target() + (req.url ?? '/'), { method: req.method, headers: req.headers }, (answer) => {
      const held = this.holding && answer.headers['content-type']?.startsWith('text/event-stream')
      if (held) return void answer.resume()
      res.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(res)
    })
    out.on('error', () => res.destroy())
    res.on('close', () => out.destroy())
    req.pipe(out)
  }
}
