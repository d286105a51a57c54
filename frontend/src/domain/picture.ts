/** The longer side of a picture that is sent: a house number can still be read. */
export const LONGEST = 2048
/** What is this small already is sent as it is. */
const SMALL = 300_000
const SHRUNK = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/heic', 'image/heif', 'image/bmp'])

/** How big a picture becomes so that its longer side is LONGEST at most. */
export function fit(w: number, h: number): { w: number; h: number } {
  const share = Math.min(1, LONGEST / Math.max(w, h, 1))
  return { w: Math.max(1, Math.round(w * share)), h: Math.max(1, Math.round(h * share)) }
}

/** The name of a picture that became a JPEG. */
export const asJPEG = (name: string) => name.replace(/\.[^.]{1,5}$/, '') + '.jpg'

/** A photo small enough for a poor line, the right way up and without the camera's notes. What the browser cannot open is sent as it is. */
export async function shrink(file: File): Promise<File> {
  if (!SHRUNK.has(file.type) || typeof createImageBitmap !== 'function') return file
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' })
    const { w, h } = fit(bitmap.width, bitmap.height)
    if (file.size < SMALL && w === bitmap.width) { bitmap.close(); return file }
    const canvas = document.createElement('canvas')
    canvas.width = w
    canvas.height = h
    const context = canvas.getContext('2d')
    if (!context) return file
    context.fillStyle = '#fff' // a JPEG has no holes
    context.fillRect(0, 0, w, h)
    context.drawImage(bitmap, 0, 0, w, h)
    bitmap.close()
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.85))
    if (!blob || (blob.size >= file.size && w === bitmap.width)) return file
    return new File([blob], asJPEG(file.name || 'photo'), { type: 'image/jpeg', lastModified: file.lastModified })
  } catch {
    return file
  }
}
