import { api } from './client'
import type { components } from './schema'

type S = components['schemas']

/** A trained model with its report on what it had not seen. */
export type ModelVersion = S['ModelVersion']
/** What a threshold gives: precision of what is dispatched automatically, and its share of all. */
export type CurvePoint = S['PointView']
export type Decile = S['Decile']
export type AutoMonth = S['AutoMonth']
export type AutoWeek = S['Week']
export type WorstPair = S['Worst']
/** 派单模型: what it promises, what became of it, and what it is made of. */
export type Model = S['Model']
export type Word = S['Word']
/** What the catalogue and the model make of a text. */
export type Trial = Omit<S['Test'], 'catalogue'> & { catalogue: S['Test']['catalogue'] | null }
export type TrialText = S['TestForm']

export const fetchModel = (signal?: AbortSignal) => api.get<Model>('/model', {}, signal)
export const setTarget = (target: number, key: string) => api.post<Model>('/model/target', { target }, { key })
export const trainModel = (key: string) => api.post<{ running: boolean }>('/model/train', {}, { key })
export const activateModel = (version: string, key: string) => api.post<Model>('/model/activate', { version }, { key })
export const tryModel = (body: TrialText) => api.post<Trial>('/model/test', body)
