export default {
  phone: {
    title: '电话', rings: '来电振铃', talking: '通话中', over: '通话已结束', withheld: '未显示号码', toDesk: '到受理台', hide: '收起', newCall: '受理这通来电', waits: '另有来电：{number}',
    extension: '我的分机', extensionHint: '如 8001', sit: '签入', leave: '签出', seated: '已签入分机 {ext}，它振铃时会弹出来电', left: '已签出分机', take: '由我接替', noExtension: '签入分机后，来电会自动弹出。在右上角的用户菜单里签入。',
    people: '这个号码有 {n} 位来电人，是哪一位？', everybody: '都不是', items: '{n} 件',
    tab: { missed: '待回拨', list: '通话记录', figures: '话务指标' },
    state: { menu: '导航中', waiting: '排队', ringing: '振铃', talking: '通话中', over: '已接听', abandoned: '排队放弃', missed: '振铃未接', left: '导航中挂机', unreached: '未接通' },
    missedEmpty: '没有待回拨的号码。', missedEmptyText: '有来电没人接到时会列在这里，按应回拨时间排序。', settled: '已处理', open: '待回拨', times: '{n} 次', first: '首次', last: '最近', due: '应回拨', dueLate: '超时 {span}', dueIn: '还剩 {span}', queue: '队列', tries: '已回拨 {n} 次未通', byNow: '{name}正在回拨', claim: '领取', dial: '拨打', dialled: '分机 {ext} 即将振铃，拿起话机即可', dialOff: '没有配置话务系统的拨号接口，请用话机拨打', dialSeat: '请先在用户菜单签入分机', release: '放回', reached: '已接通', unreached: '未接通', note: '情况', noteHint: '如：无人接听', desk: '登记工单',
    how: { called_back: '已回拨', called_in: '群众再次来电，已接听', unreached: '多次未接通' },
    head: { at: '时间', number: '号码', state: '结果', wait: '等待', talk: '通话', agent: '话务员', queue: '队列', ticket: '工单', day: '日期', hour: '时段' },
    listEmpty: '这一天没有通话。', listEmptyText: '话务系统的事件到达后会列在这里。', any: '全部结果', day: '日期', more: '更早的', out: '呼出', passed: '转接 {n} 次', seconds: '{n} 秒',
    listen: '调听录音', listenWhy: '调听的理由', listenNote: '调听会留痕，督办可以查到谁、何时、为何调听。', listenGo: '打开录音',
    rate: '接通率', promptRate: '15秒接通率', offered: '人工请求', answered: '接通', prompt: '15秒内接通', abandoned: '排队放弃', unanswered: '未接通', missed: '振铃未接', leftMenu: '导航中挂机', wait: '平均等待', talk: '平均通话', toCall: '待回拨', target: '目标 {n}%', below: '低于目标', met: '达标', none: '没有来电',
    worst: '最低的 24 小时：{from} 起，接通率 {rate}%', defRate: '接通率 = 接通 ÷ 人工请求（要求转人工的来电，导航中挂机的不算）；任意 24 小时不低于 95%。', defPrompt: '15秒接通率 = 15秒内接通 ÷ 接通，从请求人工起算；不低于 80%。', byHour: '各时段', byHourNote: '柱高为人工请求，深色为接通', byDay: '逐日', from: '从', to: '到', percent: '{n}%', hourLabel: '{h} 时：请求 {offered}，接通 {answered}，接通率 {rate}',
    card: '通话', cardEmpty: '没有通话记录', this: '登记时的通话', callCitizen: '拨打来电人',
  },
}
