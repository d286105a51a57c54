import { api } from './client'

export type ArticleState = 'draft' | 'in_review' | 'published' | 'retired'
export type ArticleStep = 'create' | 'edit' | 'submit' | 'publish' | 'return' | 'retire' | 'confirm' | 'restore'

export interface ArticleRow {
  id: string
  title: string
  excerpt: string
  keywords: string[]
  category: string
  category_name: string
  unit: string
  unit_name: string
  state: ArticleState
  published: boolean
  public: boolean
  review_by: string
  overdue: boolean
  updated_at: string
  used: number
}
export interface ArticleNote { n: number; by: string; at: string; note: string; no?: string; done_at?: string; done_by?: string; answer?: string }
export interface Article extends ArticleRow {
  version: number
  text: string
  public_text: string
  owner: string
  owner_name: string
  author: string
  note: string
  live: { title: string; text: string; public_text: string; at: string } | null
  changes: ArticleVersion['changes']
  offers: ArticleStep[]
  notes: ArticleNote[]
}
/** An article as it is shown beside a conversation and put into an answer. */
export interface ArticleFit { id: string; title: string; unit_name: string; text: string; public_text: string; overdue: boolean }
/** An article that went into an answer. */
export interface Quoted { id: string; title: string }
export interface PublicArticle { id: string; title: string; text: string; unit_name: string; updated_at: string }
export interface ArticleVersion { version: number; did: ArticleStep; by: string; at: string; note: string; state: ArticleState; changes: { field: string; lines: { kind: 'same' | 'gone' | 'new'; text: string }[] }[] }
export interface ArticleDuties { due: ArticleRow[]; review: ArticleRow[]; notes: (ArticleRow & { note: ArticleNote })[] }
export interface ArticleFigures { month: string; units: { unit: string; unit_name: string; published: number; updated: number; overdue: number; used: number; credit: number }[] }
export type ArticleForm = Pick<Article, 'title' | 'text' | 'public_text' | 'keywords' | 'category' | 'unit' | 'owner' | 'review_by'> & { note: string }

const at = (id: string) => `/articles/${encodeURIComponent(id)}`
export const fetchArticles = (query: { q?: string; unit?: string; state?: string; after?: string }, signal?: AbortSignal) => api.get<{ items: ArticleRow[]; next: string | null }>('/articles', { ...query }, signal)
export const fetchArticle = (id: string) => api.get<Article>(at(id))
export const fitArticles = (text: string, category?: string, signal?: AbortSignal) => api.post<{ items: ArticleFit[] }>('/articles/fit', { text, ...(category ? { category } : {}) }, { signal })
export const addArticle = (form: ArticleForm) => api.post<Article>('/articles', form)
export const editArticle = (a: Article, form: ArticleForm) => api.send<Article>('PATCH', at(a.id), { body: { version: a.version, ...form } })
export const stepArticle = (a: Article, step: ArticleStep, note: string, reviewBy?: string) => api.post<Article>(`${at(a.id)}/${step}`, { version: a.version, note, ...(reviewBy ? { review_by: reviewBy } : {}) })
export const fetchVersions = (id: string) => api.get<{ items: ArticleVersion[] }>(`${at(id)}/versions`)
export const tellArticle = (id: string, note: string, no?: string) => api.post<void>(`${at(id)}/feedback`, { helped: false, note, ...(no ? { no } : {}) })
export const restoreArticle = (a: Article, from: number, note: string) => api.post<Article>(`${at(a.id)}/restore`, { version: a.version, from, note })
export const fetchOwners = (unit: string) => api.get<{ items: { username: string; name: string }[] }>('/articles/owners', { unit })
export const noteDone = (id: string, n: number) => api.post<Article>(`${at(id)}/feedback/${n}/done`)
/** The article went into the answer of a ticket; a failure is nobody's to wait for. */
export const usedArticle = (id: string, no: string) => api.post<void>(`${at(id)}/used`, { no })
export const fetchDuties = () => api.get<ArticleDuties>('/articles/duties')
export const fetchFigures = () => api.get<ArticleFigures>('/articles/figures')
export const searchPublic = (q: string, signal?: AbortSignal) => api.get<{ items: PublicArticle[] }>('/public/articles', { q }, signal)
