import { api, type Result } from '@/api/client'
import { fit, shrink } from '@/domain/picture'
import { withProof } from './robots'

/** A photo that arrived: what the form names, and a small picture of it that survives a reload. */
export interface Photo { id: string; small: string }

/** How many photos a report carries. */
export const MOST_PHOTOS = 6
/** The longer side of the small picture. */
const SMALL = 164

/** Sends one photo, made smaller here and stripped of the camera's notes there. */
export async function sendPhoto(file: File, progress: (share: number) => void): Promise<Result<Photo>> {
  const ready = await shrink(file)
  const { data, error } = await withProof((proof) => api.upload<{ id: string }>('/public/files', ready, { progress, headers: proof ? { 'X-Challenge': proof } : {} }))
  if (error) return { data: null, error }
  return { data: { id: data.id, small: await smallOf(ready) }, error: null }
}

async function smallOf(file: File): Promise<string> {
  try {
    const bitmap = await createImageBitmap(file)
    const share = SMALL / Math.max(bitmap.width, bitmap.height, 1)
    const canvas = document.createElement('canvas')
    const { w, h } = fit(bitmap.width * Math.min(1, share), bitmap.height * Math.min(1, share))
    canvas.width = w
    canvas.height = h
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, w, h)
    bitmap.close()
    return canvas.toDataURL('image/jpeg', 0.7)
  } catch {
    return ''
  }
}
