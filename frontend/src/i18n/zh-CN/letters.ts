/** 督办文书和督办形式 */
export default {
  letters: {
    kind: { urge: '催办通知书', supervise: '督办通知单', list: '挂牌督办通知书', talk: '约谈通知书', raise: '提级办理通知书', transfer: '移送函' },
    short: { urge: '催办', supervise: '督办', list: '挂牌', talk: '约谈', raise: '提级', transfer: '移送' },
    state: { issued: '待签收', received: '待回复', late: '逾期未复', answered: '已回复', closed: '已办结', withdrawn: '已撤回' },
    form: { letter: '书面督办', onsite: '现场督办', meeting: '会议督办', leader_note: '领导批示', media: '媒体跟踪' },
    code: {
      negative_effect: '办理不力，造成不良影响', repeated: '反复投诉，久拖不决', leader_note: '领导批示件', beyond_unit: '承办单位无力解决', overlap: '职责交叉，单位之间推诿',
      long_unsolved: '长期反复未解决', shirking: '推诿扯皮', perfunctory: '敷衍应付', faking: '弄虚作假', leak: '泄露来电人信息', retaliation: '打击报复来电人',
    },
  },
}
