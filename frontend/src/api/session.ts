import { api } from './client'
import type { Session } from './types'

export const signIn = (username: string, password: string) => api.post<Session>('/session', { username, password })
export const fetchSession = () => api.get<Session>('/session')
export const signOut = () => api.send<null>('DELETE', '/session')
