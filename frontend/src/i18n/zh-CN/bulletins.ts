/** 通报：周通报、月反馈、年总评 */
export default {
  bulletins: {
    title: '通报', kinds: { weekly: '周通报', feedback: '月反馈', annual: '年总评' },
    state: { draft: '草稿', sent: '已发', archived: '归档' },
    due: '下一期 {at} 自动成稿', dueNow: '{n} 份草稿待看', noDraft: '没有待看的草稿', make: '成稿', making: '正在成稿…', period: '期', unit: '单位', unitPick: '选单位',
    all: '全部', year: '年份', search: '搜标题和正文', empty: '还没有通报。', emptyText: '到期自动成稿；也可以在上面选一期，点“成稿”。', emptyUnit: '还没有发给本单位的通报。', emptyUnitText: '周通报、月反馈、年总评发出后会出现在这里，并有提醒。', nothing: '没有符合条件的通报。',
    receipts: '已阅 {n} / {of}', read: '已阅', unread: '未阅', sentAt: '{at} 发出', made: '数据到 {at}', more: '再看以前的',
    auto: '周一 08:00 成稿后直接发出', autoHint: '不勾选时只成草稿，由督办看过再发。', saved: '已保存',
    back: '全部通报', print: '打印', archive: '归档', send: '发出', sendTitle: '发出后不能再改', sendText: '将发给以下 {n} 家单位，每家都会收到提醒，并请其确认已阅：', sendStrange: '正文有 {n} 处数字与快照不符，请先核对。', sendDo: '发给 {n} 家', cancel: '再看看',
    remakeAll: '全部重新生成', remake: '重新生成', up: '上移', down: '下移', hide: '不印', show: '印', hidden: '这一部分不印', edit: '点文字修改', editLabel: '修改{title}的正文', titleLabel: '标题',
    strange: '与快照不符：{list}', frozen: '{by} 于 {at} 发出，内容已固定', hash: '指纹 {hash}', saving: '正在保存…', edited: '{at} 改过', fresh: '由系统生成，未改动', system: '系统',
    people: '发送单位', peopleDraft: '发出后发给', confirm: '已阅', confirmed: '本单位已于 {at} 确认阅读', confirmText: '看完请点“已阅”，热线会看到本单位已读。', issued: '发：{to}', remakeAsk: '重新生成会丢掉对全文的修改。', archived: '已归档',
  },
}
