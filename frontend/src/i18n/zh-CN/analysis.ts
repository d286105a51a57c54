export default {
  analysis: {
    title: '考核分析', back: '回到考核', month: '月份', tabs: '分析内容', breakdown: '构成', noise: '排名可信度', signals: '异常提示',
    by: '按', dimension: { group: '考核分组', unit: '承办单位', channel: '来源', type: '诉求类型', category: '类别', town: '镇街', month: '十二个月' },
    none: { group: '直接答复或未派', unit: '直接答复或未派', channel: '未注明', type: '未注明', category: '未分类', town: '未写明镇街', month: '' },
    intake: '受理', flow: '流转', byDue: '按应办结计', byClosed: '按当月办结计', answers: '回访', count: '件', mom: '环比', yoy: '同比', dispatched: '派单', uncounted: '不计', in: '上月结转', out: '结转下月', due: '应办结', late: '超时', onTime: '按时率', points: '环比（点）', closed: '办结', satisfaction: '满意率', resolution: '解决率', total: '合计',
    rateTitle: '{num} ÷ {den}', same: '持平',
    two: '应办结：时限在本月到期的；当月办结：本月交出办理结果的，含上月到期的、提前办完的。两个分母都列出，口径不混用。', balance: '上月结转 + 派单 − 不计 − 结转下月 = 应办结。', monthNote: '每月的环比是与上一行相比；结转的工单在前后两月各列一次。',
    behind: '{name} · {count} {n} 件', behindLoading: '正在取工单', no: '工单', ticketTitle: '标题', unit: '单位', dueAt: '应在', metAt: '办结', notMet: '尚未办结', more: '还有 {n} 件', close: '收起', open: '{name} {what} {n} 件，看工单',
    what: { registered: '受理', dispatched: '派单', carried_in: '上月结转', carried_out: '结转下月', due: '应办结', on_time: '按时办结', late: '超时', closed: '当月办结', closed_on_time: '当月按时办结', satisfaction: '满意率有效回访', resolution: '解决率有效回访' },
    empty: '{month}没有可以分析的工单。', emptyText: '换一个月份再看。', noYear: '没有去年同月的数据，同比不列。',
    noiseHow: '把每家单位的工单按它自己的比率重新抽 {runs} 次（比率向同组略靠，扣分和加分不变），看总分和名次会落在哪里。圆点是实际名次，横线是 90% 的情形。两家中没有一家能在 95% 的情形里胜过另一家，就是“分不清”。',
    noiseSame: '同一个月的结果每次都一样（种子 {seed}）。这只说明名次有多大把握，不改变得分。', noiseGroup: '{name} {n} 家', leading: '前 {n} 家都与首位分不清先后，名次的差别在偶然范围内。', clear: '第 1 名与其后的单位可以分清。', small: '排名单位不足两家，没有可比的。',
    rank: '名次', name: '单位', dueShort: '应办结', range: '名次范围', totalRange: '总分范围', tied: '分不清', tiedCount: '{n} 家', rowLabel: '{name}第 {rank} 名，90% 的情形在第 {low} 至 {high} 名', tiedWith: '与{name}分不清：{list}', choose: '点一家单位，看它与谁分不清。', ownTied: '同组有 {n} 家与本单位分不清先后。', noRank: '本月没有参加排名的单位。',
    smooth: '小样本平滑', smoothHow: '给每个比率都加 k 件“按同组比率办理”的工单再算：工单少的单位波动小，工单多的几乎不变。现行办法不因这里而变。', k: 'k = {k}', before: '原得分', after: '平滑后', beforeRank: '原名次', afterRank: '平滑后名次', group: '组', noSmooth: '没有应办结不足 20 件的单位，也没有名次变化。', smoothSub: '应办结不足 20 件的、名次有变化的，共 {n} 家',
    signalsHow: '只列给督办人员看，不计分，也不发给单位。每条至少 3 件、比同组一般高一倍以上，且不像偶然；工单少于 8 件的单位不列。多数情形有正当原因，请看工单再判断。', noSignals: '{month}没有要提示的情形。', noSignalsText: '各单位的接单、联系、答复、退单与同组差别不大。',
    ofCount: '{count} ÷ {of} 件', usual: '同组一般 {usual}%（{n} 家）', noUsual: '同组可比单位不足三家', hint: '提示，不是结论', shareLabel: '占 {share}%，同组一般 {usual}%', allNos: '全部 {n} 件',
    kind: { late_accept_cluster: '接单压线', contact_without_call: '联系记录存疑', closed_then_repeated: '办结后同一号码再来电', satisfaction_gap: '满意却未解决', month_end_answers: '答复集中在月末', late_returns: '临期退单' },
    what_: {
      late_accept_cluster: '在时限最后二十分之一才接单的。可能是人手紧，也可能是等到快超时才点接单。', contact_without_call: '接单不到一分钟就记为已联系、同一分钟记了三件以上，或来电人回访时说没有联系过。可能是先打电话、后补记。', closed_then_repeated: '结案后 30 天内，同一号码就同类事项再次来电。可能是新发生的事。',
      satisfaction_gap: '回访时说满意，却说没有解决。可能是态度好而事情难。', month_end_answers: '在月末三天交出的答复。可能是时限本就集中在月末。', late_returns: '在办结时限的最后五分之一才提出退单。可能是核实权属用了时间。',
    },
  },
}
