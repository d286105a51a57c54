import type { LocationQuery } from 'vue-router'

/** The filters a list takes from its URL: every number elsewhere links to one. */
export const FILTERS = ['q', 'queue', 'state', 'type', 'urgency', 'category', 'town', 'unit', 'from', 'to', 'late', 'clock', 'issue', 'window', 'part', 'finding', 'new'] as const
export type FilterName = (typeof FILTERS)[number]
export type Filter = Partial<Record<FilterName, string>>

/** Reads the known filters of a URL and leaves the rest. */
export function readFilter(query: LocationQuery): Filter {
  const filter: Filter = {}
  for (const name of FILTERS) {
    const value = query[name]
    if (typeof value === 'string' && value !== '') filter[name] = value
  }
  return filter
}

/** A filter with one part changed; an empty value takes it out. */
export function withFilter(filter: Filter, name: FilterName, value: string): Filter {
  const next = { ...filter }
  if (value) next[name] = value
  else delete next[name]
  // Window and part only say which of an issue's tickets are meant.
  if (!next.issue) {
    delete next.window
    delete next.part
  }
  if (!next.finding) delete next.new
  return next
}
