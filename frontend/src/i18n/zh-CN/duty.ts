export default {
  light: {
    red: '红灯', yellow: '黄灯', title: '红黄灯', none: '现在没有亮灯的单位。', noneText: '超时、长时间不响应或没有进展的工单会亮灯。', counts: '红 {red} · 黄 {yellow}', of: '在办 {n}', rest: '还有 {n} 家', sum: '红灯 {red} 件 · 黄灯 {yellow} 件',
    why: { late: '已超时', no_response: '未响应', dissatisfied: '连续不满意', near: '临近到期', no_progress: '无进展' },
  },
  duty: {
    title: '值班表', hotline: '热线', scope: '范围', week: '{from} 至 {to}', prev: '上一周', next: '下一周', thisWeek: '本周', person: '人员', days: '一,二,三,四,五,六,日', today: '今天',
    post: { A: 'A 岗', B: 'B 岗', none: '不分岗' }, leave: '请假', weekly: '每周', gap: '空岗', gaps: '本周空岗 {n} 段', noGaps: '本周没有空岗', noRoster: '本周没有排班', noRosterText: '没有排班时，按账号上的 A、B 岗接单。', goesOn: '跨夜', keys: '方向键移动，回车排班，Delete 移除班次',
    add: '排班', addTitle: '{day} 新增班次', addAny: '新增班次', day: '日期', from: '开始', to: '结束', nextDay: '不晚于开始的按次日算', lastDay: '结束日期', kind: '类别', kinds: { duty: '值班', weekly: '每周同一时间', leave: '请假' }, save: '保存班次', saved: '已排班', removed: '已移除', remove: '移除', removeAsk: '移除 {name} {time} 的班次？', removeWeekly: '这是每周重复的班次，移除后各周都没有。', copy: '复制到下一周', copied: '复制了 {n} 个班次到下一周', copyNone: '下一周已经有这些班次', readOnly: '只读：由管理员或督办修改',
    import: '导入 CSV', importTitle: '导入值班表', importHint: '每行：账号或姓名,岗位,开始,结束,类别。结束可以只写时刻；类别写 值班、每周 或 请假。有一行不对，整份都不导入。', importSample: '王**,A,2026-11-23 08:30,17:30,每周', importFile: '选择文件', importDo: '导入', imported: '导入了 {n} 个班次', faults: '{n} 行有误，没有导入', line: '第 {n} 行',
    now: '值班', nobody: '此刻没有人值班', away: '{name} 请假', phone: '值班电话 {phone}', mine: '我的值班', myNext: '我的下一班 {when}', open: '值班表', on: '{post} {name}', onPlain: '{post}在岗',
    band: { standing: '代 A 岗', standingFor: '{n} 件工单 A 岗没有响应，请您先接单', covered: 'B 岗正在代办：{n} 件工单您没有及时响应', first: 'A 岗请假，新工单先由您接', see: '查看', nextGap: '{when} 起没有人值班' },
    card: { title: '值班', standIn: 'A 岗没有响应，{at} 起由 {post} 岗代岗', nobody: '{at} 没有人响应，也没有 B 岗可代，请电话联系', silent: '{post} 岗值守' },
    field: { user: '人员', post: '岗位', from: '开始', to: '结束', kind: '类别' },
  },
  inspection: {
    title: '电子监察', rules: '监察规则', rule: '规则', threshold: '门槛', active: '启用', found: '今天会发现', foundN: '{n} 件', off: '不查', try: '试算', tried: '按现在的数据试算', save: '保存', saved: '监察规则已保存', run: '立即监察', ran: '监察完成',
    unit: { workday: '个工作日后', time: '次', call: '件 / 30 天' }, times: '每天的时刻', timesHint: '用逗号分开，例：08:30, 14:30', lights: '红黄灯门槛', failover: 'AB 岗切换', changed: '有未保存的修改',
    light: { no_response: '未响应亮红灯（昼夜计时）', no_response_work: '未响应亮红灯（工作日计时）', no_progress: '无进展亮黄灯（昼夜计时）', no_progress_work: '无进展亮黄灯（工作日计时）', dissatisfied: '连续不满意亮红灯' },
    silence: '一般工单', life: '危及生命财产', seconds: '秒没有送达，转 B 岗', timesUnit: '次', zeroOff: '0 表示不启用',
    history: '监察记录', day: '日期', at: '{at} 监察', none: '这一天没有监察记录。', noneText: '监察按上面的时刻运行。', nothing: '没有发现',
    newN: '新增 {n}', goneN: '消除 {n}', all: '全部 {n} 件', onlyNew: '新增 {n} 件', handle: '标记处置', handled: '已处置', handledBy: '{by} {at} 处置：{note}', note: '怎么处置的', done: '已标记',
  },
}
