export default {
  insight: {
    title: '热点', span: '时段', today: '今天', last: '近 {n} 天', custom: '自定义', from: '从', to: '到', apply: '看这几天', wrongDays: '起始日期要早于结束日期，且不晚于今天',
    range: '{from} 至 {to}', comma: '，', semicolon: '；', stop: '。', middot: ' · ', intake: '受理 {n} 件', previousToday: '昨天此时 {n} 件', previous: '前 {n} 天 {count} 件', up: '上升 {n}%', down: '下降 {n}%', same: '持平', leading: '{name} {n} 件', share: '占 {n}%',
    list: '热点问题', listSub: '同一地点、同一类事，{span} {n} 件以上', issue: '问题', columnsHead: '近 {n} 天，蓝为{span}', daysCount: '{n} 天件数', todayCount: '今天件数', ratioHead: '比平时', heatHead: '热度', chosen: '所选几天', ratio: '{n} 倍', noUsual: '平时没有', columnsLabel: '近 {days} 天件数，最高 {n}',
    heatIs: '热度 = {days}件数 × 倍数（最高按 5 倍）', heatVotes: ' + 支持数的平方根', ratioWithin: '倍数 = 最忙 30 天件数 ÷ 平均 30 天件数。曲线同刻度。', ratioIs: '倍数 = {days}件数 ÷ 平时件数（前几周同一星期几的平均）。曲线同刻度。', days: '{n} 天', day: '当天', emerging: '新出现', emergingWhy: '平时 {usual} 件，{span} {count} 件', openRow: '{rank}：{title}，{count} 件',
    callers: '{n} 个号码', repeats: '再次来电 {n} 件', votes: '支持 {n}', accepted: '接单 {n}', contacted: '联系 {n}', resolved: '办结 {n}', late: '超时 {n}', between: '{from} 至 {to}', townCount: '{town} {n}', quote: '“{text}”', noQuotes: '没有可以引用的原话。',
    see: '看 {n} 件工单', merges: '并单建议 {n} 组', scrubbed: '原话已去除姓名、电话、门牌', empty: '{span}没有 {n} 件以上的同类诉求。', emptyText: '换一个时段再看；件数够了会出现在这里。',
    year: '{year}年每日受理', yearSub: '至今 {n} 件', max: '最高 {day} {n} 件', min: '最低 {day} {n} 件', pieces: '件', below: '{n} 以下', above: '{n} 以上', yearLabel: '{year}年每日受理量', dayLabel: '{day} {n} 件', dayOff: '{day} {n} 件，休息日', dayToCome: '{day}', month: '{n}月', week: { mon: '一', wed: '三', fri: '五', sun: '日' }, noYear: '还没有受理记录。',
    matrix: '类别 × 镇街', matrixSub: '{span}件数，粗框为平时 3 倍以上', unknown: '不定', unknownTown: '没有写明镇街', others: '其他', total: '合计', cellLabel: '{category} {town} {n} 件', cellHot: '{category} {town} {n} 件，平时 {usual} 件', noMatrix: '{span}没有受理工单。',
    units: '承办单位', unitsSub: '{span}派单最多的 {n} 家，竖线为前期', unit: '单位', unitCount: '件数', unitBefore: '前期', noUnits: '{span}没有派出工单。', barLabel: '{name} {n} 件，前期 {before} 件',
    notes: '规律和建议', notesSub: '由数据得出，建议须人确认', noNotes: '{span}没有看出规律。', stale: '数据没有取到（{at}）。上次 {last} 的结果仍在下方。',
  },
}
