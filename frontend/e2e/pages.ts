import { rmSync } from 'node:fs'
import { serverBinary, SHOTS } from './server.ts'

/** Fails at once, and with a reason, where there is no server to test; clears the pictures of the last run. */
export default function setup(): void {
  serverBinary()
  rmSync(SHOTS, { recursive: true, force: true })
}
