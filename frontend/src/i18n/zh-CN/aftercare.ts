/** 回访、抽查、一次性告知. */
export default {
  aftercare: {
    title: '回访', first: '先打：来电人评价不满意', now: '现在可打', later: '稍后再打', tries: '未接通 {n} 次', tryAt: '{at} 未接通', again: '{at} 后再打（{part}）', bad: '评价不满意', badQuote: '自己写的：{text}',
    twice: '连续两次不满意', morning: '上午', afternoon: '下午', evening: '晚上', own: '来电人自己评价', ownNote: '没解决或不满意的，先问清原因再定', closes: '三次未接通且不在同一时段，按联系不上办结；否则改时段再打',
    script: '您好，这里是 12345 热线。您 {at}反映的“{title}”，{unit}已经答复。想问您几个问题。', scriptName: '开场白', answers: '记录回答', round: '第 {n} 次答复', evidence: '办理佐证', evidenceHint: '做了什么、什么时候、谁见证，至少 20 个字', evidenceWhy: '匿名工单没有回访，凭佐证审核，办结后会抽查', evidenceLeft: '还差 {n} 字',
    anonymous: '匿名工单，不回访', askReached: '电话打通了吗？', askContacted: '单位联系过您吗？', askResolved: '问题解决了吗？', askSatisfied: '对办理满意吗？', askCode: '为什么不满意？', byUnit: '单位的原因，发回重办', outside: '客观原因，解释后结案',
    words: '来电人怎么说', explained: '怎样向来电人解释的', willClose: '记录后结案', willRedo: '记录后发回单位重办，时限从现在算', willWait: '记录后换个时段再打', record: '记录回访', keys: '数字键选答案', remark: '备注',
    spot: '抽查', reopen: '评价不满意', spotAsk: '抽查匿名工单', spotPick: '对照来电人说的、单位的答复和佐证，看是不是真办了。', spotEmpty: '没有待抽查的工单。', spotEmptyText: '匿名工单办结后按编号抽取一部分，出现在这里。', reopenAsk: '办结后来电人评价不满意',
    reopenEmpty: '没有办结后评价不满意的工单。', reopenEmptyText: '办结 7 天内来电人评价不满意，会出现在这里。', reopenPick: '看来电人为什么不满意，决定重新办理还是维持办结。', reopenDo: '重新办理', keepDo: '维持办结', rated: '来电人评价：{resolved}，{satisfied}',
    asked: '一次性告知', askedAt: '{at} 告知来电人补充', waiting: '等来电人补充', answered: '来电人 {at} 已补充', askHint: '把缺的一次写全，一行一项', askItems: '缺什么（一行一项，一次写全）', askText: '说明',
  },
}
