export default {
  wall: {
    title: '{place} 12345·8890 热线', live: '实时', lost: '连接中断 {at} 起，数字停在此时', wait: '正在连接', figures: '今日六数', intake: '今日受理', open: '在办', late: '当前超时', accept: '按时接单', contact: '按时联系', satisfied: '满意',
    yesterdayWhole: '昨日全天 {n}', yesterdayClose: '上个工作日 {n}', onTime: '{den} 件中 {num} 件按时', answers: '{den} 次回访 {num} 次满意', noneDue: '今天还没有到期', noAnswers: '今天还没有回访', latest: '最新工单', towns: '各镇街今日受理', total: '合计 {n} 件', unplaced: '不定位', lateIn: '超时 {n}',
    sealed: '举报件，内容不上屏', triage: '待派单', ladder: '督办', lateFootBy: '已超时 {n} 件：接单 {accept}、联系 {contact}、办结 {resolve}', noLate: '没有超时工单', none: '今天还没有工单', above: '{n} 以上', range: '{from}–{to}', raised: '提级',
  },
}
