import { api } from './client'
import type { components } from './schema'

type S = components['schemas']

export type ArticleState = S['ArticleState']
export type ArticleStep = S['ArticleStep']

export type ArticleRow = S['ArticleRow']
export type ArticleNote = S['ArticleNote']
export type Article = S['Article']
/** An article as it is shown beside a conversation and put into an answer. */
export type ArticleFit = S['ArticleFit']
/** An article that went into an answer. */
export type Quoted = Pick<ArticleFit, 'id' | 'title'>
export type PublicArticle = S['PublicArticle']
export type ArticleVersion = S['ArticleVersion']
export type ArticleDuties = S['ArticleDuties']
export type ArticleFigures = S['ArticleFigures']
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
