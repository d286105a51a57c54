import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { selfSigned } from './certificate.ts'

const text = (part: string): Buffer => Buffer.from(part, 'base64url')
const derive = (secret: Buffer, salt: Buffer, info: Buffer, size: number): Buffer => Buffer.from(hkdfSync('sha256', secret, salt, info, size))

/** The browser's half of a subscription: the keys a message is encrypted for, and how it is read (RFC 8291, RFC 8188). */
export class Subscriber {
  private readonly pair = createECDH('prime256v1')
  private readonly auth = randomBytes(16)
  readonly keys: { p256dh: string; auth: string }

  constructor() {
    this.keys = { p256dh: this.pair.generateKeys('base64url'), auth: this.auth.toString('base64url') }
  }

  /** The words of one message: salt, record size and the sender's key stand before the one record. */
  read(message: Buffer): string {
    const salt = message.subarray(0, 16)
    const size = message.readUInt32BE(16)
    const end = 21 + message.readUInt8(20)
    const sender = message.subarray(21, end)
    const record = message.subarray(end)
    if (record.length > size) throw new Error('more than one record')
    const secret = derive(this.pair.computeSecret(sender), this.auth, Buffer.concat([Buffer.from('WebPush: info\0'), this.pair.getPublicKey(), sender]), 32)
    const opened = createDecipheriv('aes-128-gcm', derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16), derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12))
    opened.setAuthTag(record.subarray(-16))
    const padded = Buffer.concat([opened.update(record.subarray(0, -16)), opened.final()])
    const last = padded.lastIndexOf(2)
    if (last < 0 || padded.subarray(last + 1).some((b) => b !== 0)) throw new Error('the last record does not end in its delimiter')
    return padded.subarray(0, last).toString()
  }
}

/** The claims by which a push service knows who sends (VAPID, RFC 8292); throws when they are not signed with the key they come with. */
export function vapid(headers: IncomingHttpHeaders): { key: string; aud: string; exp: number; sub: string } {
  const [, token = '', key = ''] = /^vapid t=([^,]+), ?k=(.+)$/.exec(headers.authorization ?? '') ?? []
  const [head = '', claims = '', signature = ''] = token.split('.')
  const point = text(key)
  const known = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') } })
  if (!verify('sha256', Buffer.from(`${head}.${claims}`), { key: known, dsaEncoding: 'ieee-p1363' }, text(signature))) throw new Error('the token is not signed with its key')
  if ((JSON.parse(text(head).toString()) as { alg: string }).alg !== 'ES256') throw new Error('not ES256')
  return { key: point.toString('base64url'), ...(JSON.parse(text(claims).toString()) as { aud: string; exp: number; sub: string }) }
}

/** A push service on this machine: it keeps what a server brings for a browser. */
export class PushService {
  readonly received: { headers: IncomingHttpHeaders; path: string; body: Buffer }[] = []
  /** What senders must trust. */
  readonly cert: string
  /** What it answers. */
  status = 201
  private readonly server: Server

  constructor() {
    const { key, cert } = selfSigned('127.0.0.1')
    this.cert = cert
    this.server = createServer({ key, cert }, (request, response) => {
      const parts: Buffer[] = []
      request.on('data', (chunk: Buffer) => parts.push(chunk))
      request.on('end', () => {
        this.received.push({ headers: request.headers, path: request.url ?? '', body: Buffer.concat(parts) })
        response.writeHead(this.status).end()
      })
    })
  }

  up = (): Promise<void> => new Promise((up) => this.server.listen(0, '127.0.0.1', up))
  down = (): void => void this.server.close()
  get origin(): string { return `https://127.0.0.1:${(this.server.address() as AddressInfo).port}` }
}
