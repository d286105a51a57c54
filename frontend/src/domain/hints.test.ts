import { expect, it } from 'vitest'
import { replyHints } from './hints'

const open = (asked: string, reply: string) => replyHints(asked, reply).filter((h) => !h.ok).map((h) => h.code)
const NOISE = '停了两天又开始，要求彻底解决。'

it('reads a good reply and asks for the one thing that is missing', () => {
  const reply = '11 月 21 日 21:40，我局会同区城市管理局到滨河路项目现场核查，该项目夜间浇筑未办理证明。已责令立即停止夜间施工，并对项目约谈。'
  expect(open(NOISE, reply)).toEqual(['when'])
  expect(open('咨询一下', reply)).toEqual([])
  expect(open(NOISE, reply + '11 月 25 日前整改到位。')).toEqual([])
})
it('names empty phrases, unfilled blanks and phone numbers', () => {
  expect(open('', '您的诉求已转相关部门，高度重视。')).toEqual(['went', 'found', 'plain'])
  expect(open('', '11 月 21 日到现场核查，已维修【内容】，请打 13800001234。')).toEqual(['blanks', 'phone'])
})
it('says nothing about an empty page', () => expect(replyHints(NOISE, ' \n')).toEqual([]))
