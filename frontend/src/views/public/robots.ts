import { api, type Result } from '@/api/client'
import { type PublicTicket, sendPublic } from '@/api/public'
import { search } from '@/domain/proof'

interface Challenge { salt: string; difficulty: number; signature: string; expires: string }

/** A proof is fetched anew when it would run out on its way. */
const MARGIN = 60_000
const BITE = 5_000
const OFFLINE: Result<never> = { data: null, error: { status: 0, code: 'offline', title: '', detail: '', errors: [] } }

let kept: Promise<string | null> | null = null
let until = 0

/** Begins the robot check while the citizen still writes; nobody is asked anything. */
export function prepareProof(): void {
  if (!kept || api.now() > until) kept = prove()
}

/** Sends a photo with the proof of the form it belongs to: one is good for all of them, and is made anew once when it has become too old. */
export async function withProof<V>(call: (proof: string) => Promise<Result<V>>): Promise<Result<V>> {
  for (let tries = 0; ; tries++) {
    prepareProof()
    const proof = await kept
    if (proof === null) return OFFLINE
    const result = await call(proof)
    if (result.error?.status !== 403 || tries > 0) return result
    kept = null
  }
}

let used = { key: '', proof: '' }

/** Sends the form with its proof. The same form under the same key brings the same proof; one that the server
 *  takes no more, because the page stood open too long, is made anew once. */
export async function sendProven(body: PublicTicket, key: string): Promise<Result<{ no: string; code: string }>> {
  for (let tries = 0; ; tries++) {
    const proof = used.key === key ? used.proof : await takeProof()
    if (proof === null) return OFFLINE
    used = { key, proof }
    const result = await sendPublic(body, key, proof)
    if (result.error?.status !== 403 || tries > 0) return result
    used = { key: '', proof: '' }
  }
}

/** The header to send, each good for one form; "" where none is asked for, null when the server could not be reached. */
async function takeProof(): Promise<string | null> {
  prepareProof()
  const proof = await kept
  kept = null
  return proof
}

async function prove(): Promise<string | null> {
  until = Number.POSITIVE_INFINITY
  const { data, error } = await api.get<Challenge>('/public/challenge')
  if (error) { kept = null; return null }
  until = Date.parse(data.expires) - MARGIN
  if (!data.salt) return ''
  const n = await solve(data.salt, data.difficulty)
  return `${data.salt}.${n}.${data.signature}`
}

function solve(salt: string, bits: number): Promise<number> {
  return new Promise((done) => {
    const here = () => void solveHere(salt, bits).then(done)
    try {
      const worker = new Worker(new URL('./proof.worker.ts', import.meta.url), { type: 'module' })
      worker.onmessage = ({ data }: MessageEvent<number>) => { worker.terminate(); done(data) }
      worker.onerror = (event) => { event.preventDefault(); worker.terminate(); here() }
      worker.postMessage({ salt, bits })
    } catch {
      here()
    }
  })
}

/** Where a browser has no workers: bites small enough that the page still answers. */
async function solveHere(salt: string, bits: number): Promise<number> {
  for (let from = 0; ; from += BITE) {
    const n = search(salt, bits, from, BITE)
    if (n >= 0) return n
    await new Promise((go) => setTimeout(go))
  }
}
