/** What a browser keeps for a page. In the frame of another site it may refuse, and a full one refuses too: then the
 *  page forgets at its next reload, and works all the same. */
class Keep {
  private readonly memory = new Map<string, string>()

  constructor(private readonly open: () => Storage) {}

  get(name: string): string | null {
    if (this.memory.has(name)) return this.memory.get(name) ?? null
    try {
      return this.open().getItem(name)
    } catch {
      return null
    }
  }

  set(name: string, value: string): void {
    try {
      this.open().setItem(name, value)
      this.memory.delete(name)
    } catch {
      this.memory.set(name, value)
    }
  }

  remove(name: string): void {
    this.memory.delete(name)
    try {
      this.open().removeItem(name)
    } catch {
      // There is nothing to remove where nothing can be kept.
    }
  }
}

/** For this browser. */
export const local = new Keep(() => window.localStorage)
/** For this tab. */
export const tab = new Keep(() => window.sessionStorage)
