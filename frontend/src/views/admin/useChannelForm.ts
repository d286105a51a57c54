import { computed, reactive } from 'vue'
import type { Channel, ChannelBody, ChannelKind } from '@/api/channels'

const BY_ADDRESS: ChannelKind[] = ['email', 'sms']
const lines = (text: string) => text.split(/[\n,，;；]+/).map((s) => s.trim()).filter(Boolean)

/** The fields of a channel as they are typed; a secret is only ever sent, never shown. */
export function useChannelForm(channel: Channel | null) {
  const form = reactive({
    kind: channel?.kind ?? ('wecom' as ChannelKind), name: channel?.name ?? '', scope: channel?.scope ?? '', url: '', secret: '', clearSecret: false,
    addresses: (channel?.addresses ?? []).join('\n'), events: [...(channel?.events ?? [])], always: channel?.always ?? false,
    quiet: { ...(channel?.quiet ?? { from: '', to: '', urgent: true }) }, group: channel?.group ?? 0,
  })
  const byAddress = computed(() => BY_ADDRESS.includes(form.kind))
  const isHook = computed(() => form.kind === 'webhook')
  const keyed = computed(() => !byAddress.value && form.kind !== 'wecom')

  /** What is sent: of a channel that is there, an empty address or secret is left as it was. */
  function body(): ChannelBody {
    const out: ChannelBody = { name: form.name.trim(), scope: form.scope, events: form.events, quiet: form.quiet, group: isHook.value ? 0 : Number(form.group) || 0, always: isHook.value && form.always }
    if (!channel) out.kind = form.kind
    if (byAddress.value) out.addresses = lines(form.addresses)
    else if (form.url.trim()) out.url = form.url.trim()
    if (keyed.value && form.clearSecret) out.secret = ''
    else if (keyed.value && form.secret) out.secret = form.secret
    return out
  }
  return { form, byAddress, isHook, keyed, body }
}
