import { search } from '@/domain/proof'

/** Works beside the page, so that typing never stutters. */
self.onmessage = ({ data }: MessageEvent<{ salt: string; bits: number }>) => {
  for (let from = 0; ; from += 50_000) {
    const n = search(data.salt, data.bits, from, 50_000)
    if (n >= 0) return self.postMessage(n)
  }
}
