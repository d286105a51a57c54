import { api } from './client'
import type { Named } from './insight'
import type { Suggestion } from './types'
import type { components } from './schema'

type S = components['schemas']

/** A trained model with its report on what it had not seen. */
export type ModelVersion = S['ModelVersion']
/** What a threshold gives: precision of what is dispatched automatically, and its share of all. */
export type CurvePoint = S['PointView']
export type Decile = S['Decile']
export type AutoMonth = S['AutoMonth']
export interface AutoWeek { week: string; routed: number; auto: number; returned: number; mean_p: number }
export type WorstPair = S['Worst']
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
export type Word = S['Word']
/** What the catalogue and the model make of a text. */
export interface Trial {
  suggest: Suggestion & { why?: string }
  model: { ready: boolean; categories: (Named & { p: number })[]; units: { unit: string; unit_name: string; p: number }[]; words: Word[] }
  /** The way through the catalogue; people who may not look into the model are not told. */
  catalogue: { path: { id: string; name: string }[]; scope?: string; words: string[]; score: number } | null
  millis: number
}
export type TrialText = S['TestForm']

export const fetchModel = (signal?: AbortSignal) => api.get<Model>('/model', {}, signal)
export const setTarget = (target: number, key: string) => api.post<Model>('/model/target', { target }, { key })
export const trainModel = (key: string) => api.post<{ running: boolean }>('/model/train', {}, { key })
export const activateModel = (version: string, key: string) => api.post<Model>('/model/activate', { version }, { key })
export const tryModel = (body: TrialText) => api.post<Trial>('/model/test', body)
