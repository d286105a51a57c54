export default {
  parts: {
    first: '首接', firstNote: '第一个接到这件工单的单位，牵头办理', task: '任务', taskWhat: '要办什么（可不填）', taskNobody: '先选承办单位。', tasks: '各单位任务',
    sign: '协办 {done}/{n}', late: ' 超时', overridden: '主办单位未等其结果即答复：{reason}', wanted: '请求支援', wantedBy: '主办单位 {at} 提出，待热线答复',
    handedOver: '{at} 因单位撤并，由{from}移交{to}', grant: '同意增派', grantSays: '同意后这些单位成为协办，各有自己的时限；主办单位和它的时限不变。',
  },
  ext: {
    title: '延期与挂账', days: '延期 {n} 天', approved: '已同意', refused: '未同意', byTime: '逾期未批', asked: '{at} 申请', decided: '{by} {at} 裁定', decidedByTime: '到期无人裁定，{at} 自动不予同意',
    toldAt: '{at} 已告知市民', untold: '待告知市民新时限和原因', noTell: '不需要告知市民', tellNext: '告知市民新时限', tellSays: '延期已获同意，请把新时限和原因告知市民并记录。',
    suspended: '挂账', now: '挂账中', review: '{at} 复核', measures: '措施：{text}', by: '{by} 决定', lapsed: '{at} 到期，时限继续计算', ended: '{at} 由{by}结束',
    suspendedList: '挂账待复核', byReview: '按复核日期', all: '全部挂账',
  },
  handover: {
    open: '撤并移交', title: '{unit}撤并移交', intro: '单位撤并时，名下的工单、协办、申请、目录条目和下级单位都移交给一家承接单位；已办结的工单不变。',
    steps: { holds: '名下事项', to: '承接单位', confirm: '确认', run: '移交' },
    lead: '主办工单', co: '协办工单', invitations: '会商邀请', letters: '督办文书', returns: '待审退单', extensions: '待审延期', assists: '待答复支援', suspended: '挂账', users: '联络员账号', entries: '派单目录条目', children: '下级单位',
    ofLead: '其中', nothing: '名下没有未结事项，可以直接停用。', successor: '移交给哪家单位', users_deactivate: '账号停用，人员马上退出登录', users_move: '账号转到承接单位', usersTitle: '联络员账号',
    reason: '撤并依据或原因', reasonHint: '写进每件工单的经过，如“区委编办〔2026〕12号文”。', summary: '{from}的 {n} 件工单移交给{to}；在走的时限不重新计算，已办结的时限仍记在原单位名下。{from}停用，派单目录改派{to}。',
    back: '上一步', next: '下一步', start: '开始移交', resume: '继续移交', moving: '正在移交，还剩 {n} 件', done: '移交完成', doneSays: '移交主办 {lead} 件、协办 {co} 件，账号 {users} 个，目录条目 {entries} 条，下级单位 {children} 个。',
    version: '派单目录新版本 {v}', refused: '{n} 件没有移交（承接单位须回避），请逐件另行指派：', halted: '移交中断了，已移交的不受影响；再点一次接着办。', heir: '已撤并，由{unit}承接', unfinished: '撤并移交没有办完，还剩 {n} 件。',
  },
}
