export default {
  access: {
    title: '查看留痕', hotline: '12345 热线', and: '、', user: '工号', no: '工单号', anyKind: '全部方式', from: '从', to: '到', find: '查询', clear: '清除', more: '更早的', count: '{n} 条', countMore: '{n} 条以上',
    empty: '没有查看记录。', emptyText: '放宽条件再找；留痕保存三年。', because: '理由：{reason}', noReason: '未填理由', open: '在留痕中打开', all: '全部', card: '谁看过', cardNote: '查看来电人信息的人', nobody: '还没有人看过来电人的完整信息。',
    head: { at: '时间', who: '谁', kind: '方式', no: '工单', fields: '看到什么', why: '理由', ip: '来自' },
    kind: { reveal: '查看完整信息', page: '打开保密工单', lookup: '查来电人', print: '打印', export: '导出', unseal: '解封', file: '打开保密附件', recording: '调听录音', dial: '点击拨号' },
    field: { name: '姓名', phone: '电话', address: '住址', masked_name: '姓名（掩码）', masked_phone: '电话（掩码）', masked_address: '住址（掩码）', matter: '诉求内容', list: '清单', trail: '查看留痕', recording: '录音' },
    picture: '近 30 天谁看得多', pictureNote: '查看完整信息的次数，每格一天', noPicture: '近 30 天没有人查看完整信息。', unusual: '偏多', total: '共 {n} 次', most: '最多一天 {n} 次', rule: '某人某天达到 {least} 次，且超过其他人中位数 {times} 倍，标为“偏多”。全体中位数 {median} 次。', day: '{user} {day}：{n} 次', dayUnusual: '{user} {day}：{n} 次，偏多', rowLabel: '{user}：近 30 天 {n} 次，偏多 {d} 天', moreUsers: '还有 {n} 人，都不偏多', lessUsers: '收起',
    export: '导出', exportTitle: '导出这张清单', exportNote: '不含来电人信息；文件带水印，导出会留痕。',
  },
}
