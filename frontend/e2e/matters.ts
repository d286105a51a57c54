import type { NewTicket } from '../src/api/types.ts'

/** What callers of the tests say. */
export const NO_HEAT = {
  text: '家里暖气从昨天晚上开始不热，现在室内只有十四度。家中有老人和孩子，给供热公司打电话一直占线，要求尽快派人来修。',
  address: '和平家园3号楼2单元501',
  town: '和平镇',
  name: '测试甲',
  phone: '13800000001',
}

export const STREET_LAMP = {
  text: '小区门口的路灯坏了三盏，晚上走路看不清，已经有人摔倒，请尽快修好。',
  address: '和平大街12号',
  town: '和平镇',
  name: '测试乙',
  phone: '13800000002',
}

/** A reply that leaves no hint open: when one went where, what was found, what was done, by when it is well. */
export const REPLY =
  '11月24日上午，我单位会同供热企业到现场入户核查，查明原因是入户阀门堵塞，已更换阀门并排气，室内温度二十度，' +
  '供热已恢复。已电话联系告知处理结果，如再低于标准请拨打供热值班电话68001234。'

/** A ticket for the API, given to a unit at once. */
export const ticketFor = (unit: string, more: Partial<NewTicket> = {}): NewTicket => ({
  type: 'help', channel: 'phone', urgency: 'general', title: '', text: STREET_LAMP.text,
  place: { address: STREET_LAMP.address, town: STREET_LAMP.town },
  caller: { name: STREET_LAMP.name, phone: STREET_LAMP.phone, anonymous: false, confidential: false, wants_reply: true },
  dispatch: { lead: unit, co_units: [], reason: '' },
  ...more,
})
