import { api } from './client'
import type { ReportCentre } from './types'

/** 群众举报中心: its categories and the few who may know. */
export const fetchReportCentre = () => api.get<ReportCentre>('/report-centre')
export const saveReportCentre = (centre: ReportCentre) => api.send<ReportCentre>('PUT', '/report-centre', { body: centre })
export const fetchPublicReportCentre = () => api.get<ReportCentre>('/public/report-centre')
