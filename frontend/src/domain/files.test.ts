import { expect, it } from 'vitest'
import type { TicketFile } from '@/api/types'
import { bySource, ending, isPicture, sizeText } from './files'
import { asJPEG, fit } from './picture'

const file = (on: TicketFile['on'], more: Partial<TicketFile> = {}): TicketFile => ({ id: on, name: `${on}.jpg`, type: 'image/jpeg', size: 1, at: '', by: '', on, ...more })

it('says how big a file is', () => expect([999, 1600, 1_300_000, 20_971_520].map(sizeText)).toEqual(['999 B', '2 KB', '1.2 MB', '20 MB']))
it('gives a document its ending as a sign', () => expect(['说明.docx', 'a.b.pdf', 'none', '.hidden', 'x.jpeg2000'].map(ending)).toEqual(['DOCX', 'PDF', 'FILE', 'FILE', 'JPEG']))
it('shows pictures and nothing that a browser runs', () => expect(['image/jpeg', 'image/webp', 'image/svg+xml', 'text/html', 'application/pdf'].map(isPicture)).toEqual([true, true, false, false, false]))
it('tells whose attachments are', () => {
  const groups = bySource([file('registered'), file('replied', { reply: true }), file('noted'), file('appended'), file('replied')])
  expect(groups.map((g) => [g.source, g.files.map((f) => f.on)])).toEqual([['said', ['registered', 'appended']], ['reply', ['replied']], ['way', ['noted', 'replied']]])
})
it('makes a photo fit and keeps its shape', () => {
  expect(fit(4000, 3000)).toEqual({ w: 2048, h: 1536 })
  expect(fit(3000, 4000)).toEqual({ w: 1536, h: 2048 })
  expect(fit(800, 600)).toEqual({ w: 800, h: 600 })
  expect(fit(100_000, 10)).toEqual({ w: 2048, h: 1 })
})
it('calls a photo what it became', () => expect(['IMG_1.HEIC', 'a.b.png', '现场'].map(asJPEG)).toEqual(['IMG_1.jpg', 'a.b.jpg', '现场.jpg']))
