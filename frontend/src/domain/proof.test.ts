import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { hashHead, LONGEST_TEXT, search, zeros } from './proof'

const sha = (text: string) => createHash('sha256').update(text).digest()

it('hashes as everybody else does', () => {
  for (let n = 0; n <= LONGEST_TEXT; n++) {
    const text = 'a9-Z.'.repeat(11).slice(0, n)
    const want = sha(text)
    expect(hashHead(text), `${n} characters`).toEqual([want.readUInt32BE(0), want.readUInt32BE(4)])
  }
})

it('finds a number whose hash begins with the zeros', () => {
  const salt = `${'0123456789ab'.repeat(2)}-12-1700000000`
  const n = search(salt, 12, 0, 200_000)
  expect(n).toBeGreaterThanOrEqual(0)
  expect(sha(`${salt}.${n}`).readUInt16BE(0) >> 4).toBe(0)
  expect(zeros(`${salt}.${n}`)).toBeGreaterThanOrEqual(12)
  expect(search(salt, 12, 0, n)).toBe(-1)
})
