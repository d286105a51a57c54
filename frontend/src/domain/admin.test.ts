import { expect, it } from 'vitest'
import type { CalendarData, Catalogue } from '@/api/admin'
import { t } from '@/i18n'
import { dayOf, toggle, weeks } from './calendar'
import { lines, matches } from './catalogue'
import { limitText } from './limit'

const data: CalendarData = {
  version: 'cn-2026', hours: { mon: ['08:30-12:00'], tue: ['08:30-12:00'], fri: ['08:30-12:00'] },
  years: [{ year: 2026, off: [{ from: '2026-10-01', to: '2026-10-07', name: '国庆节' }], work: [{ from: '2026-10-10', name: '调休' }] }, { year: 2027, off: [], work: [{ from: '2026-12-26' }] }],
}

it('knows what a day is', () => {
  expect(dayOf(data, '2026-10-02')).toEqual({ date: '2026-10-02', off: true, name: '国庆节', source: 'notice' })
  expect(dayOf(data, '2026-10-10').off).toBe(false)
  expect(dayOf(data, '2026-11-22')).toMatchObject({ off: true, source: 'week' })
  expect(dayOf(data, '2026-11-23')).toMatchObject({ off: false, source: 'week' })
})

it('turns a day and takes it back', () => {
  const changed = toggle(data, '2026-11-23', '停电检修')
  expect(dayOf(changed, '2026-11-23')).toEqual({ date: '2026-11-23', off: true, name: '停电检修', source: 'local' })
  expect(toggle(changed, '2026-11-23', '').local).toEqual([])
  expect(data.local).toBeUndefined()
})

it('lays a month out from Monday', () => {
  const november = weeks(2026, 11)
  expect(november[0]).toEqual([null, null, null, null, null, null, '2026-11-01'])
  expect(november.at(-1)?.[0]).toBe('2026-11-30')
  expect(weeks(2027, 2)).toHaveLength(4)
})

it('shows what a line inherits', () => {
  const list = lines({ version: '1', root: { id: 'R', name: '根', lead: 'ban', children: [{ id: 'A', name: '供热', lead: 'zhujian', co_units: ['gr'], children: [{ id: 'A1', name: '不热', any: ['暖气不热'] }, { id: 'A2', name: '收费', co_units: [] }] }] } } as Catalogue)
  expect(list.map((l) => [l.entry.id, l.depth, l.lead, l.co.length, l.own])).toEqual([['R', 0, 'ban', 0, true], ['A', 1, 'zhujian', 1, true], ['A1', 2, 'zhujian', 1, false], ['A2', 2, 'zhujian', 0, false]])
  expect(list.filter((l) => matches(l, '暖气')).map((l) => l.entry.id)).toEqual(['A1'])
})

it.each([['15m', '15 分'], ['24h', '24 小时'], ['4wh', '4 工作小时'], ['90wm', '90 工作分钟'], ['5wd', '5 个工作日'], ['0', '不计'], ['soon', '']])('reads the limit %s', (limit, want) => {
  expect(limitText(t, limit)).toBe(want)
})
