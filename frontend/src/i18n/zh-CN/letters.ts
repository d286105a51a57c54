/** 督办文书和督办形式 */
export default {
  letters: {
    title: '督办文书', kind: { urge: '催办通知书', supervise: '督办通知单', list: '挂牌督办通知书', talk: '约谈通知书', raise: '提级办理通知书', transfer: '移送函' },
    short: { urge: '催办', supervise: '督办', list: '挂牌', talk: '约谈', raise: '提级', transfer: '移送' },
    state: { issued: '待签收', received: '待回复', late: '逾期未复', answered: '已回复', closed: '已办结', withdrawn: '已撤回' },
    form: { letter: '书面督办', onsite: '现场督办', meeting: '会议督办', leader_note: '领导批示', media: '媒体跟踪' },
    code: {
      negative_effect: '办理不力，造成不良影响', repeated: '反复投诉，久拖不决', leader_note: '领导批示件', beyond_unit: '承办单位无力解决', overlap: '职责交叉，单位之间推诿',
      long_unsolved: '长期反复未解决', shirking: '推诿扯皮', perfunctory: '敷衍应付', faking: '弄虚作假', leak: '泄露来电人信息', retaliation: '打击报复来电人',
    },
    lanes: { all: '全部', todo: '待签收待回复', done: '已回复', late: '逾期未复', answered: '待核结', issued: '待签收', received: '待回复', closed: '已办结' },
    anyKind: '全部文种', empty: '没有督办文书。', emptyUnit: '超时满 1 天会收到催办通知书；新文书到达时会响一声。', emptyHotline: '超时满 1 天自动发催办通知书，第三级以上在督办台决定。',
    pick: '选一份文书', pickText: '左边点一行，这里显示文书和回执。', ticket: '工单', byTimer: '系统按时限发出', issued: '{at} 发出', dueAt: '回复截止 {at}',
    receive: '签收', answer: '回复', answerHint: '写明办理情况、原因和完成日期', sendAnswer: '提交回复', close: '核结', closeHint: '写明核实情况后可以核结', print: '打印', full: '整页', forBody: '代{body}登记',
    receivedBy: '{at} {by} 签收', answeredBy: '{at} {by} 回复', answeredLate: '{at} {by} 逾期回复', closedBy: '{at} {by} 核结', closedSelf: '{at} 工单已答复，自动办结', withdrawnAt: '{at} 工单不再由该单位承办，文书撤回', notReceived: '未签收', notAnswered: '未回复', notYet: '单位还没有签收',
    slip: '回 执', slipNumber: '文号', slipUnit: '收件单位', slipReceived: '签收', slipAnswer: '回复', copies: '抄送：', printedNote: '本页由系统按工单记录生成，与发出时一致。',
    oversights: '其他督办形式', result: '登记结果', resultHint: '写明督办结果', resultAt: '{at} {by} 登记', noResult: '结果待登记', who: { onsite: '督查人员', meeting: '参会人员', leader_note: '批示领导', media: '媒体' },
    todo: '督办文书 {n}',
  },
  raise: {
    step: '升到哪一级', now: '现在：{step}', already: '已发', code: '情形', codeNeeded: '须选一种情形', codeSkip: '还没有发过{before}，选一种情形可以直接升级', override: '为什么越级', reason: '督办理由', reasonHint: '写进文书，单位看得到',
    demand: '要求（不填用该文种的规定要求）', due: '回复截止（不填按阶梯）', receiver: '移送到', receiverRaise: '牵头的上级（可不填）', form: '督办形式', 
    at: '时间', place: '地点', who: '人员', words: '批示原文', report: '报道内容', noLetter: '只记督办形式，不发文书，级别不变。', preview: '发出前的文书', previewWait: '填好理由，这里显示将要发出的文书。', goes: '发给{to}，抄送{copies}，{due}前回复', send: '发出{kind}', record: '登记{form}', keep: '不升级',
  },
}
