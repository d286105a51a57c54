import { computed, onScopeDispose, type Ref, ref, watch } from 'vue'
import { fetchFileLimits, type FileLimits, type Sender } from '@/api/files'
import type { Attachment } from '@/api/types'
import { sizeText } from '@/domain/files'
import { shrink } from '@/domain/picture'
import { t } from '@/i18n'

/** One file on its way. */
export interface Sending { key: number; file: File; share: number; preview: string; fault: string; stop: AbortController }

let limits: Promise<FileLimits | null> | null = null
/** The server's limits, asked for once a page. */
const askLimits = () => (limits ??= fetchFileLimits().then(({ data }) => { if (!data) limits = null; return data }))

/** Files that are being attached: those that arrived are in `list`, those under way or refused in `sending`. */
export function useAttachments(list: Ref<Attachment[]>, send: () => Sender) {
  const sending = ref<Sending[]>([])
  const bounds = ref<FileLimits | null>(null)
  const said = ref('')
  /** What was just sent shows as itself; what a draft brought back, as its ending. */
  const previews = ref<Record<string, string>>({})
  let next = 0
  // Two that arrive together: the list a page binds is renewed only after the first was drawn.
  let newest = list.value
  /** When each was chosen: files stand in that order, not in that of their arrival. */
  const chosen = new Map<string, number>()
  watch(list, (now) => { newest = now }, { flush: 'sync' })
  function set(files: Attachment[]) {
    newest = files
    list.value = files
  }
  void askLimits().then((l) => { bounds.value = l })

  const busy = computed(() => sending.value.some((s) => !s.fault))
  const room = computed(() => (bounds.value?.max_count ?? 9) - list.value.length - sending.value.filter((s) => !s.fault).length)

  async function add(files: Iterable<File>) {
    said.value = ''
    const all = [...files]
    const fits = all.slice(0, Math.max(0, room.value))
    if (fits.length < all.length) said.value = t('files.tooMany', { n: bounds.value?.max_count ?? 9 })
    await Promise.all(fits.map((file) => run({ key: ++next, file, share: 0, preview: file.type.startsWith('image/') ? URL.createObjectURL(file) : '', fault: '', stop: new AbortController() })))
  }
  async function run(plain: Sending) {
    sending.value.push(plain)
    const s = sending.value.find((x) => x.key === plain.key)
    if (!s) return
    const file = await shrink(s.file)
    if (bounds.value && file.size > bounds.value.max_size) {
      s.fault = t('files.tooBig', { size: sizeText(bounds.value.max_size) })
      return
    }
    const { data, error } = await send()(file, (share) => { s.share = share }, s.stop.signal)
    if (error?.code === 'aborted') return
    if (error) s.fault = error.errors[0]?.message || error.detail || t(error.code === 'offline' ? 'files.offline' : 'files.failed')
    else arrived(s, data)
  }
  function arrived(s: Sending, a: Attachment) {
    if (s.preview) previews.value[a.id] = s.preview
    sending.value = sending.value.filter((x) => x.key !== s.key)
    if (newest.some((x) => x.id === a.id)) return
    chosen.set(a.id, s.key)
    set([...newest, a].sort((x, y) => (chosen.get(x.id) ?? 0) - (chosen.get(y.id) ?? 0)))
  }
  function drop(s: Sending) {
    s.stop.abort()
    if (s.preview) URL.revokeObjectURL(s.preview)
    sending.value = sending.value.filter((x) => x.key !== s.key)
  }
  function again(s: Sending) {
    const { file } = s
    drop(s)
    void add([file])
  }
  const remove = (id: string) => set(newest.filter((a) => a.id !== id))
  onScopeDispose(() => {
    for (const s of [...sending.value]) drop(s)
    for (const url of Object.values(previews.value)) URL.revokeObjectURL(url)
  })

  return { sending, previews, bounds, busy, room, said, add, drop, again, remove }
}
