import { api } from './client'
import type { Named } from './insight'
import type { Suggestion } from './types'

/** A trained model with its report on what it had not seen. */
export interface ModelVersion {
  version: string
  trained_at: string
  labels?: string
  examples: number
  label_count?: number
  accuracy: number
  macro_f1?: number
  top3?: number
  train_ms?: number
  held_out?: number
  active?: boolean
}
/** What a threshold gives: precision of what is dispatched automatically, and its share of all. */
export interface CurvePoint { threshold: number; precision: number; share: number }
export interface Decile { from: number; to: number; rows: number; predicted: number; observed: number }
export interface AutoMonth { month: string; auto: number; kept: number; returned: number; open: number; precision: number }
export interface AutoWeek { week: string; routed: number; auto: number; returned: number; mean_p: number }
export interface WorstPair { unit: string; unit_name: string; category: Named; kept: number; returned: number }
/** 派单模型: what it promises, what became of it, and what it is made of. */
export interface Model {
  target: number
  threshold: number
  ready: boolean
  active: ModelVersion | null
  curve: CurvePoint[]
  at_target: CurvePoint | null
  deciles: Decile[]
  month: AutoMonth
  previous: AutoMonth
  weeks: AutoWeek[]
  drift: { psi: number; level: 'steady' | 'watch' | 'retrain'; unknown_share: number }
  worst: WorstPair[]
  training: { running: boolean; started_at?: string; progress: number; stage?: string; error?: string }
  versions: ModelVersion[]
}
export interface Word { word: string; weight: number }
/** What the catalogue and the model make of a text. */
export interface Trial {
  suggest: Suggestion & { why?: string }
  model: { ready: boolean; categories: (Named & { p: number })[]; units: { unit: string; unit_name: string; p: number }[]; words: Word[] }
  /** The way through the catalogue; people who may not look into the model are not told. */
  catalogue: { path: { id: string; name: string }[]; scope?: string; words: string[]; score: number } | null
  millis: number
}
export interface TrialText { title: string; text: string; category?: string; place: { address: string; town?: string } }

export const fetchModel = (signal?: AbortSignal) => api.get<Model>('/model', {}, signal)
export const setTarget = (target: number, key: string) => api.post<Model>('/model/target', { target }, { key })
export const trainModel = (key: string) => api.post<{ running: boolean }>('/model/train', {}, { key })
export const activateModel = (version: string, key: string) => api.post<Model>('/model/activate', { version }, { key })
export const tryModel = (body: TrialText) => api.post<Trial>('/model/test', body)
