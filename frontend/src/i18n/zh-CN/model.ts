export default {
  model: {
    promise: '自动派单线 {threshold}：近期留出的 {rows} 件中，派对 {precision} %，自动派出 {share} %。', noPoint: '目标 {target} % 现在达不到：所有工单都进待派，由人派。', notReady: '还没有可用的模型：现在只按派单目录派单。', notReadyText: '攒够历史工单后点“重新训练”，训练好之前一切照旧。',
    made: '版本 {version}，{at} 训练，用 {examples} 件，{labels} 个{kind}，用时 {seconds} 秒', quality: '第一名就对 {accuracy} %，前三名里有 {top3} %，宏平均 F1 {f1} %', kind: { unit: '单位', category: '类别' },
    train: '重新训练', trainSay: '训练在后台进行，现在的模型照常派单；训练好后自动换上，随时可以换回。', confirmTrain: '开始训练', training: '正在训练', trainingStage: '正在训练：{stage}', trainFailed: '上次训练没有成功：{why}', started: '训练已开始', trained: '新模型 {version} 已换上', progress: '{n} %',
    stage: { read: '读工单', train: '学习', cross: '核对概率', save: '保存' },
    curve: '派对与自动派出', curveSub: '越靠右上越好；横线是目标，可以上下拖动', axisPrecision: '派对 %', axisShare: '自动派出占全部工单 %', curveLabel: '派对与自动派出的曲线，{n} 个点；目标 {target} %，自动派单线 {threshold}，自动派出 {share} %', target: '目标', targetLine: '目标 {n} %', pointText: '线 {threshold} · 派对 {precision} % · 派出 {share} %',
    targetLabel: '派对的目标，百分之九十到九十九点九', at: '这个目标下：自动派单线 {threshold}，派对约 {precision} %，自动派出约 {share} %。', cannot: '达不到：这个模型最高派对 {best} %。保存后所有工单都进待派。', fewer: '保存后自动派出少 {points} 个百分点，每天约 {n} 件改由人派。', more: '保存后自动派出多 {points} 个百分点，每天约 {n} 件不再经人手。', even: '保存后自动派出的份额不变。', fromNow: '只影响保存之后登记的工单。', save: '保存目标', undo: '回到 {n} %', saved: '目标已改为 {n} %，自动派单线 {threshold}',
    months: '自动派出的后来怎样', auto: '自动派出', kept: '留下', returned: '退回', open: '未定', kept_: '派对', this: '本月', last: '上月', monthNote: '派对 = 留下 ÷（留下 + 退回）', none: '—',
    drift: '来件和训练时比', driftLevel: { steady: '相近，不用管。', watch: '开始不同，留意退回的件。', retrain: '已经不同，建议重新训练。' }, driftFew: '这一版判断过的工单还不够多，暂不比较。', driftWhy: '分布差异 PSI {psi}（0.1 以下相近，0.2 以上建议重训）；没见过的词占 {unknown} %。',
    weeks: '每周派单', weeksSub: '浅色为全部，蓝色为自动派出，下方为退回', weeksLabel: '近 {n} 周派单，最近一周 {routed} 件，自动派出 {auto} 件，退回 {returned} 件', weekTitle: '{week} 起一周：派单 {routed} 件，自动派出 {auto} 件，退回 {returned} 件，平均概率 {p} %', back: '退 {n}', noWeeks: '还没有派单记录。',
    deciles: '说的概率准不准', decilesSub: '留出工单，按概率分十段', range: '概率', rows: '件数', predicted: '预计派对', observed: '实际派对', diff: '差', off: '差 3 点以上', noDeciles: '训练后这里有核对。',
    worst: '最容易退回的', worstSub: '单位 × 类别，近 90 天', unit: '单位', category: '类别', seeTickets: '看工单', seeCatalogue: '看目录', noWorst: '没有反复退回的组合。',
    versions: '版本', version: '版本', trainedAt: '训练于', examples: '件数', accuracy: '第一名就对', active: '正在用', activate: '换上', activateSay: '换上 {version}：之后登记的工单由它判断，已派的不变。', confirmActivate: '确认换上', activated: '已换上 {version}', noVersions: '还没有训练过。',
    test: '把一句话放进来，看看派给谁、为什么', testTitle: '标题', testTitleHint: '标题（可不填）', testText: '来电人说的话', testTextHint: '例：家里暖气不热，只有 14 度，打供热公司没人接', testPlace: '地点', testPlaceHint: '地点（可不填），例：柳林新苑 6 号楼', run: '试派', testNote: '只看不存，不登记工单。', millis: '用时 {n} 毫秒', cleared: '清空',
    decision: { auto: '自动派给{unit}', triage: '进待派，由人派', emergency: '紧急：{say}', declined: '不予受理：{say}', manual: '由人派' }, over: '第一名 {p}，不低于自动派单线 {line}。', path: '目录走到', rule: '目录词：{words}', noRule: '目录没有匹配的条目', scope: { category: '已定类别', title: '标题', text: '正文', model: '模型给的类别' }, scopeIn: '（{where}）', words: '模型看到的词', wordsFor: '蓝底支持第一名，越深越重；虚线反对', wordsNone: '没有特别说明问题的词', categories: '模型认为的类别', units: '模型认为的单位', modelOff: '模型还没有训练好，只按目录。', noCandidates: '没有候选单位。', town: '镇街 {town}',
  },
}
