import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { Category, Unit } from '@/api/types'
import { fetchCategories, fetchTowns, fetchUnits } from '@/api/units'

/** Names behind codes: units, categories, townships. Each is asked for once. */
export const useDict = defineStore('dict', () => {
  const units = ref<Unit[]>([])
  const categories = ref<Category[]>([])
  const towns = ref<string[]>([])
  const asked = new Set<string>()

  async function once(name: string, load: () => Promise<boolean>) {
    if (asked.has(name)) return
    asked.add(name)
    if (!(await load())) asked.delete(name)
  }

  const loadUnits = () => once('units', async () => {
    const { data } = await fetchUnits()
    units.value = data?.items ?? []
    return data !== null
  })
  const loadCategories = () => once('categories', async () => {
    const { data } = await fetchCategories()
    categories.value = data?.items ?? []
    return data !== null
  })
  const loadTowns = () => once('towns', async () => {
    const { data } = await fetchTowns()
    towns.value = data?.items ?? []
    return data !== null
  })

  const byCode = computed(() => new Map(units.value.map((u) => [u.code, u])))
  /** The full name of a unit; its code until the names have come. */
  const unitName = (code: string | undefined) => (code ? byCode.value.get(code)?.name ?? code : '')
  const unitShort = (code: string | undefined) => (code ? byCode.value.get(code)?.short ?? code : '')

  /** "城乡建设 › 供热 › 室温不达标" */
  function categoryPath(code: string | undefined): string {
    const all = new Map(categories.value.map((c) => [c.code, c]))
    const names: string[] = []
    for (let c = code ? all.get(code) : undefined; c && names.length < 5; c = c.parent ? all.get(c.parent) : undefined) names.unshift(c.name)
    return names.join(' › ')
  }

  return { units, categories, towns, loadUnits, loadCategories, loadTowns, unitName, unitShort, categoryPath }
})
