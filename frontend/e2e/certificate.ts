import { generateKeyPairSync, sign } from 'node:crypto'

/** A length as DER writes it. */
const length = (n: number): number[] => (n < 128 ? [n] : n < 256 ? [0x81, n] : [0x82, n >> 8, n & 255])
const der = (tag: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag, ...length(body.length)]), body])
}
const list = (...parts: Buffer[]): Buffer => der(0x30, ...parts)
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'))
const bits = (body: Buffer): Buffer => der(0x03, Buffer.from([0]), body)
const day = (year: number): Buffer => der(0x18, Buffer.from(`${year}0101000000Z`))

const ECDSA_SHA256 = list(oid('2a8648ce3d040302'))
const COMMON_NAME = '550403'
const ALT_NAME = '551d11'

/** A certificate of an address on this machine that vouches for itself: nothing is installed for it, and none lies about. */
export function selfSigned(address: string): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const year = new Date().getUTCFullYear()
  const name = list(der(0x31, list(oid(COMMON_NAME), der(0x0c, Buffer.from('push service of a test')))))
  const names = list(oid(ALT_NAME), der(0x04, list(der(0x87, Buffer.from(address.split('.').map(Number))))))
  const told = list(
    der(0xa0, der(0x02, Buffer.from([2]))), der(0x02, Buffer.from([1])), ECDSA_SHA256, name, list(day(year - 1), day(year + 2)), name,
    publicKey.export({ type: 'spki', format: 'der' }), der(0xa3, list(names)),
  )
  const body = list(told, ECDSA_SHA256, bits(sign('sha256', told, privateKey)))
  const lines = body.toString('base64').replace(/.{64}/g, '$&\n')
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n` }
}
