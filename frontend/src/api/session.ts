import { api } from './client'
import type { Session } from './types'
import type { components } from './schema'

type S = components['schemas']

/** The ways of signing in; oidc is the identity provider, if there is one. */
export type Methods = S['Methods']

export const signIn = (username: string, password: string, totp = '') => api.post<Session>('/session', { username, password, ...(totp ? { totp } : {}) })
export const fetchSession = () => api.get<Session>('/session')
export const fetchMethods = () => api.get<Methods>('/session/methods')
/** Where the browser goes to be signed out at the provider too; null elsewhere. */
export const signOut = () => api.send<{ redirect: string } | null>('DELETE', '/session')
/** Where the sign-in by the provider begins; to is the page wanted. */
export const providerPath = (to: string | null) => `/api/v1/session/oidc${to ? `?to=${encodeURIComponent(to)}` : ''}`
