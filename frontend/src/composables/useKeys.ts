import { getCurrentInstance, onActivated, onDeactivated, onScopeDispose, shallowReactive } from 'vue'

export interface KeyBinding {
  /** "ctrl+enter", "escape", "r", "f9", "alt+1", "?" */
  keys: string
  /** What it does, for the help; without it the key is not listed. */
  label?: () => string
  run: (event: KeyboardEvent) => void
  when?: () => boolean
}

/** The bindings alive now, the newest last: a dialog's come before its page's. */
export const bindings = shallowReactive<KeyBinding[]>([])

/** The name of a pressed key in the spelling of bindings. */
export function keyName(event: KeyboardEvent): string {
  const key = event.key.toLowerCase()
  const name = event.altKey && /^Digit\d$/.test(event.code) ? event.code.slice(5) : key
  return (event.ctrlKey || event.metaKey ? 'ctrl+' : '') + (event.altKey ? 'alt+' : '') + name
}

/** Is the focus in a field or a dialog? There plain keys belong to it, and only Ctrl, Alt and F keys count. */
export function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || target.closest('input, textarea, select, [role="dialog"]') !== null
}

function onKey(event: KeyboardEvent) {
  if (event.isComposing || event.defaultPrevented) return
  const name = keyName(event)
  // An Element dialog closes itself; the page under it must not close too.
  if (name === 'escape' && event.target instanceof HTMLElement && event.target.closest('.el-dialog')) return
  const plain = !/^(ctrl\+|alt\+|f\d+$|escape$)/.test(name)
  if (plain && typing(event.target)) return
  // Enter and space on a focused control belong to it.
  if ((name === 'enter' || name === ' ') && event.target instanceof HTMLElement && event.target.closest('a,button,summary')) return
  for (let i = bindings.length - 1; i >= 0; i--) {
    const binding = bindings[i]
    if (binding && binding.keys === name && (binding.when?.() ?? true)) {
      event.preventDefault()
      binding.run(event)
      return
    }
  }
}

/** Binds keys for the life of a component; a kept page that is not shown lets go of them. */
export function useKeys(list: KeyBinding[]): void {
  let bound = false
  function bind() {
    if (bound) return
    bound = true
    if (bindings.length === 0) window.addEventListener('keydown', onKey)
    bindings.push(...list)
  }
  function release() {
    if (!bound) return
    bound = false
    for (const binding of list) bindings.splice(bindings.indexOf(binding), 1)
    if (bindings.length === 0) window.removeEventListener('keydown', onKey)
  }
  bind()
  if (getCurrentInstance()) {
    onActivated(bind)
    onDeactivated(release)
  }
  onScopeDispose(release)
}
