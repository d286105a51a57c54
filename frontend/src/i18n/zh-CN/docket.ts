/** 考核 · 月度卷宗 */
export default {
  docket: {
    trialEnded: '已过月末，等待生成草案', snapshot: '{at} 快照', snapshotUnits: '{at} 快照，{n} 条记录', planned: '计划 {at}', window: '{from} 至 {until}',
    opensIn: '{left}后开始申诉', leftOver: '还剩 {left}', over: '申诉期已过', appeals: '申诉 {n} 件，待裁定 {open}', noAppeals: '没有申诉', decideBy: '裁定 {at} 截止',
    publishText: '裁定 {at} 截止，发布后不再变', publishedBy: '第 {n} 版，已发布，只读', early: '申诉期内提前发布',
    draft: '生成草案', close: '发布', correct: '更正', replay: '复算核验', reason: '原因', reasonHint: '写明原因，随发布版本公开',
    sayDraft: '按 {at} 的工单记录冻结 {month}考核，之后只有申诉和剔除会改变分数；{from} 至 {until} 各单位可以申诉。',
    sayClose: '发布后本月分数和简报不再变，各单位立即收到通知。之后改判只能另发更正版。',
    sayEarly: '现在发布早于申诉期结束或仍有 {open} 件待裁定，须写明原因；未裁定的申诉继续办理，成立的另发更正版。',
    sayCorrect: '按发布以来的裁定重新计分，作为第 {n} 版发布，逐家列出变化；原来的版本仍可查看。',
    done: { draft: '{month}考核草案已生成', close: '{month}考核已发布', correct: '{month}考核已更正' },
    replaying: '正在由工单记录逐件重算', matches: '复算一致：{records} 条记录、{editions} 个版本逐位相同，快照指纹 {hash}', differs: '复算不一致，共 {n} 处', kept: '原为 {kept}，现为 {found}',
    editions: '发布版本', edition: '第 {n} 版', by: '{at} {by}', system: '系统', changed: '{n} 家单位有变化', first: '首次发布', rank: '第 {from} 名变为第 {to} 名', sameRank: '名次不变', moved: '名次随其他单位变动',
    why: { appeal: '{no} 申诉成立', exclusion: '{no} 剔除' }, taken: '{why}已撤销',
    trialMark: '试算', trialNote: '试算，每次打开按当前记录重新计算，发布前会变。', draftMark: '草案', draftNote: '草案，只随申诉和剔除的裁定变化。',
  },
  timetable: {
    title: '每月考核走到哪一步是哪一天', hint: '按月末后的工作日推算，调休和放假随工作日历', step: '步骤', days: '工作日', workdays: '个工作日', fixed: '已生成草案',
    steps: { snapshot_workday: '快照（记录截止）', draft_workday: '草案发给各单位', objection_workdays: '申诉截止', decide_workdays: '裁定截止', publish_workday: '发布' },
    before: { snapshot_workday: '月末后第', draft_workday: '月末后第', objection_workdays: '草案后', decide_workdays: '申诉截止后', publish_workday: '月末后第' },
    auto: '到日自动发布', autoHint: '申诉全部裁定后，到发布日由系统发布；不勾选则由人发布。', same: '没有改动', wrong: '请先改正标出的天数', moves: '保存后 {months}的日期会变；已生成草案的月份不变。', movesNone: '保存后这几个月的日期不变。', saved: '考核日程已保存', link: '考核日程',
  },
}
