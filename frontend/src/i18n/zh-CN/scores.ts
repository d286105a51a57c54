export default {
  scores: {
    title: '考核', mine: '我的考核', month: '考核月份', totals: '派单 {dispatched} 件，应办结 {due} 件；{units} 家单位，{ranked} 家参加排名', brief: '看简报', export: '导出表格', stop: '。', colon: '：',
    steps: '办法流程', trial: '试算', trialText: '每晚重算，单位可见，可随时核对', draft: '草案', appeal: '申诉期', appealText: '单位核对，有异议的在此期间提出', publish: '发布', running: '进行中', until: '到 {at}',
    scheme: '考核办法 {title}', hash: '办法指纹', published: '{month}考核已发布',
    legend: '条长即得分，满格 {n} 分。', got: '得分', lostTime: '因超时失分', lostQuality: '因质量失分', extra: '加减：加分减去扣分', groupTitle: '{name} {n} 家', groupSub: '参加排名 {ranked} 家 · 99 分以上 {top} 家 · 应办结 {due} 件，超时 {late} 件', rank: '名次', unit: '单位', total: '总分', plusMinus: '加减', barLabel: '{name}各项得分',
    fold: '第 {from} 至 {to} 名 {n} 家，{top} 至 {low} 分', unfold: '展开', refold: '收起', observed: '只观察，不排名（应办结太少）', none: '无应办结工单', few: '应办结不足 20 件，1 件超时失分多，名次仅供参考', countUnits: '{n} 家：', withDue: '{name}（{due}）', listSeparator: '、',
    rankOf: '{group}第 {rank} 名，共 {of} 家', notRanked: '不参加排名', flow: '派单 {dispatched} 件 · 上月结转 {in} 件 · 结转下月 {out} 件 · 应办结 {due} 件', metric: '指标', how_: '怎么来的', rate: '率', pointsMax: '得分 / 满分', lost: '失分', sum: '合计', sumText: '基础 {base} + 加分 {bonus} − 扣分 {penalty}', back: '回到排名',
    how: {
      accept: '按时接单 {num} ÷ 派单 {den}', contact: '按时联系 {num} ÷ 应联系 {den}', resolve: '按时办结 {num} ÷ 本月应办结 {den}', satisfaction: '满意 {num} ÷ 有效回访 {den}', resolution: '解决 {num} ÷ 有效回访 {den}', response: '已联系 {num} ÷ 有效回访 {den}', redo: '重办 {num} ÷ 已办结 {den}',
      improper_return: '退单 {den} 件，不当 {num} 件', reply: '抽查不规范 {num} 件', organisation: '机制、人员、知识库按月报送', false_completion: '虚假办结 {num} 件', leak: '泄露信息 {num} 件', supervise_2: '书面通报 {num} 次', supervise_3: '挂牌督办 {num} 次', praise: '表扬 {num} 件', difficult: '解决疑难 {num} 件', catalogue: '目录贡献 {num} 条',
    },
    howRate: '{num} ÷ {den}', howCount: '{num} 件', howConstant: '按月报送', lateWhat: { accept: '超时接单', contact: '超时联系', resolve: '超时办结', satisfaction: '不满意', resolution: '未解决', redo: '重办', improper_return: '不当退单' },
    formulaPoints: '得分 = {max} −（{gap}）× {slope} = {points}（{rule}）', ruleHigh: '{full}% 满分，每低 1 点扣 {slope} 分', ruleLow: '{full}% 满分，每高 1 点扣 {slope} 分', ruleFloor: '，最低 {floor} 分', formulaFullHigh: '得分 = {points}（达到 {full}%，满分）', formulaFullLow: '得分 = {points}（不高于 {full}%，满分）',
    formulaEach: '得分 = {max} − {num} × {slope} = {points}', formulaNone: '没有可计的工单，不扣分',
    ticketsLate: '超时工单 {n} 件', ticketsQuality: '失分工单 {n} 件', ticketTitle: '标题', due: '应在', met: '实际', late: '超时', notMet: '还没有完成', gone: '（工单已删去标题）', moreTickets: '还有 {n} 件', noTickets: '没有失分的工单。',
    gapBehind: '距第 {rank} 名{name}差 {behind} 分', gapFirst: '现为第 1 名', gapCost: '{n} 件{what}失 {lost} 分', gapThenTime: '都按时则 {total} 分', gapThen: '都没有则 {total} 分', gapRank: '，第 {rank} 名', gapFull: '已满分项 {n} 项',
    try: '试算', trySub: '改率或件数，看总分和名次；不会保存，也不影响考核', reset: '恢复实际值', count: '件数', tryRate: '试算率', pts: '得分', change: '变化', same: '不变', fullLine: '竖线为满分线', tryTotal: '试算总分', tryNow: '现为 {now}，{diff}', higher: '高 {n} 分', lower: '低 {n} 分', equal: '没有变化', tryRank: '名次 {from} → {to}', lowScale: '越低越好的指标，刻度从 0% 起', none_: '本月没有应办结的工单，没有可试算的。',
    pick: '点一家单位，看每一分怎么来的', pickText: '每一项失分都列出公式和背后的工单。', empty: '{month}还没有工单', emptyText: '换一个月份，或等第一件工单办结。',
  },
}
