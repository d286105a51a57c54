import { api } from './client'
import type { Category, Unit } from './types'

export const fetchUnits = () => api.get<{ items: Unit[] }>('/units')
export const fetchCategories = () => api.get<{ items: Category[] }>('/categories')
export const fetchTowns = () => api.get<{ items: string[] }>('/towns')
