import { api } from './client'
import type { components } from './schema'

type S = components['schemas']

/** What guards the own account. */
export type Security = S['Security']
/** Shown once, while the second factor is set up; qr is an SVG. */
export type Enrolment = S['Enrol']
/** One sign-in that still holds. */
export type Visit = S['Visit']
export type Proof = S['ProofForm']

const user = (name: string) => `/users/${encodeURIComponent(name)}`

export const fetchSecurity = () => api.get<Security>('/me/security')
export const changePassword = (password: string, next: string) => api.send<{ ended: number }>('PUT', '/me/password', { body: { password, new_password: next } })
export const enrol = (password: string) => api.post<Enrolment>('/me/totp', { password })
export const confirmFactor = (code: string) => api.post<{ codes: string[] }>('/me/totp/confirm', { code })
export const renewRecovery = (proof: Proof) => api.post<{ codes: string[] }>('/me/totp/recovery', proof)
export const removeFactor = (proof: Proof) => api.send<null>('DELETE', '/me/totp', { body: proof })
export const fetchVisits = () => api.get<{ items: Visit[] }>('/me/sessions')
export const endVisit = (id: string) => api.send<null>('DELETE', `/me/sessions/${id}`)
export const endOthers = () => api.send<{ ended: number }>('DELETE', '/me/sessions')
export const fetchUserVisits = (name: string) => api.get<{ items: Visit[] }>(`${user(name)}/sessions`)
export const endUserVisit = (name: string, id: string) => api.send<null>('DELETE', `${user(name)}/sessions/${id}`)
export const endUserVisits = (name: string) => api.send<{ ended: number }>('DELETE', `${user(name)}/sessions`)
export const removeUserFactor = (name: string) => api.send<null>('DELETE', `${user(name)}/totp`)
