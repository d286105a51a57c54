export default {
  explain: {
    all: '全部', kept: '达标', lost: '失分', tabs: '按计入方式看', close: '收起清单', more: '再看 {n} 件', empty: '没有计入这一项的工单。', emptyLost: '没有失分工单。', emptyNum: '没有计入分子的工单。',
    at: '时间', event: '依据', seq: '第 {seq} 条', result: { num: '达标', lost: '失分', den: '只计分母' },
    flow: { dispatched: '派单 {n} 件', carried_in: '上月结转 {n} 件', carried_out: '结转下月 {n} 件', due: '应办结 {n} 件' }, flowTitle: { dispatched: '本月派单', carried_in: '上月结转', carried_out: '结转下月' },
    right: {
      accept: '{due} 前接单即不失分', contact: '{due} 前联系来电人即不失分', resolve: '{due} 前办结即不失分', satisfaction: '回访答满意即不失分', resolution: '回访答已解决即不失分', response: '回访答已联系即不失分', redo: '一次办好、不被发回重办即不失分',
      improper_return: '退单有依据或不退单即不失分', reply: '答复一次通过审核即不失分', false_completion: '办实再报办结即不扣分', leak: '不泄露来电人信息即不扣分', supervise_2: '书面通报前办到位即不扣分', supervise_3: '挂牌督办前办到位即不扣分',
    },
    actual: '实际晚 {late}', undone: '到快照时还没有办', back: '单这件得回 {points} 分', backNone: '单这件不改变得分', backTotal: '到 {total} 分', backRank: '第 {rank} 名', backAll: '{n} 件都做到，得回 {points} 分，总分 {total}', times: '同一件 {n} 次', comma: '，', period: '。',
    kind: { registered: '登记', dispatched: '派单', accepted: '接单', contacted: '联系来电人', replied: '提交答复', reviewed: '审核退回', called_back: '回访', rated: '来电人评价', return_decided: '裁定退单', redone: '发回重办', reopened: '重开', overdue: '到期未完成', supervised: '督办', escalated: '督办升级', difficult_marked: '认定疑难', extension_decided: '裁定延期', recomputed: '时限重算', resumed: '恢复办理', unmerged: '拆开', handed_over: '移交', deemed: '视同受理', inherited: '随主单办结', suspended: '挂账' },
    tickets: '{n} 件', bonusTickets: '加分工单 {n} 件',
    places: { 0: '四舍五入到整数后计分', 1: '四舍五入到一位小数后计分', 2: '四舍五入到两位小数后计分' },
    rate: '{name} = {num} ÷ {den} = {rate}%（{places}）',
    smoothed: '平滑后 =（{num} + {k} × {base}%）÷（{den} + {k}）= {rate}%（加 {k} 件按共同水平计，小单位不因一两件大起大落）',
    finding: '得分 = {max} − {num} × {slope} = {points}', findingFloor: '得分 = {max} − {num} × {slope}，扣完为止 = {points}', penalty: '扣分 = {num} × {slope} = {lost}', penaltyCap: '扣分 = {num} × {slope}，最多扣 {cap} = {lost}', bonus: '加分 = {num} × {slope} = {points}（加分合计最多 {cap} 分）', constant: '得分 = {points}（按月报送，不由工单决定）',
    floored: '算得 {raw}，按最低 {floor} 分计', few: '应办结不足 20 件，1 件超时失分多', estimate: '本月还在进行，这是到现在为止的估计，每件到期后才计入', observed: '应办结 {due} 件，不足 {min} 件：只观察，不排名', none: '本月没有应办结工单，不排名', observedNote: '只观察，不排名（应办结不足 {min} 件）', more_: '等 {n} 家',
    raw: '不平滑为 {n} 分', behind: '距第 {rank} 名差 {behind} 分',
  },
}
