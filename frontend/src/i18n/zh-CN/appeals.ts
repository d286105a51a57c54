export default {
  appeals: {
    title: '申诉与剔除', card: '本月申诉 {n}', counts: '同意 {upheld} · 维持 {rejected} · 待裁定 {open}', all: '裁定记录', none: '本月没有申诉。', noneText: '申诉期内，单位可以在自己的失分工单上提出。', exclusions: '剔除 {n}', exclusionSub: '同意的印在简报附件里', noExclusions: '本月没有剔除申请。',
    ask: '申诉', askExclusion: '申请剔除', asked: { appeal: '已申诉，{state}', exclusion: '已申请剔除，{state}' },
    state: { open: '待裁定', upheld: '同意', rejected: '维持', withdrawn: '已撤回' }, exclusionState: { open: '待批准', upheld: '同意剔除', rejected: '不同意', withdrawn: '已撤回' },
    formTitle: { appeal: '申诉　{no}', exclusion: '申请剔除　{no}' }, formText: { appeal: '由督办裁定，不由原审核人裁定。同意则这一项不计，分子、分母同减；裁定后不能就同一项再申诉。', exclusion: '由督办批准。同意则整件工单不计入本月考核，名单印在简报附件里。' },
    scope: '哪一项', code: '原因',
    pickEvents: '从工单记录里选证据', picked: '已选 {n} 条，最多 {most} 条', pickHint: '可不选', waiting: '考核申诉 {appeals} 件、剔除申请 {exclusions} 件待裁定（{month}）',
    reason: '理由', reasonHint: '一句话，例如：站内停电', evidence: '证据', evidenceHint: '文号、时间、谁能证明；不要写来电人的姓名和电话', about: '同意约 +{n} 分', submit: { appeal: '提出申诉', exclusion: '提出申请' }, cancel: '取消', filed: '已提出，等待裁定：{no}',
    effectAll: '同意则总分 {total} → {after}{rank}', wasAll: '总分 {total} → {after}{rank}', ifYes: '待裁定，同意则 {n}', ifYesNone: '待裁定，同意后分数不变', effect: '同意则 {name} {from} → {to}，总分 {total} → {after}{rank}', was: '{name} {from} → {to}，总分 {total} → {after}{rank}', rank: '，名次 {from} → {to}', unranked: '不排名', whole: '整件',
    decideReason: '裁定理由（必填，单位看得到）', yes: { appeal: '同意申诉', exclusion: '同意剔除' }, no: { appeal: '维持原结果', exclusion: '不同意' }, decided: '已裁定：{state}', withdraw: '撤回', withdrawn: '已撤回 {no}', until: '裁定截止 {at}', by: '{at} {who}提出', decidedBy: '{at} {who}裁定：{decision}', mayNot: '您提出、审核过或须回避的，由他人裁定。', ticket: '工单', unit: '单位', approver: '批准人', evidenceEvents: '工单记录',
    mine: '本单位的申诉', back: '回到考核', open: '待裁定', done: '已裁定', keys: '下一件',
  },
}
