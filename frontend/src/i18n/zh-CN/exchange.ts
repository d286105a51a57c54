export default {
  exchange: {
    title: '上级交换', none: '还没有接入上级平台。', noneText: '由管理员在“上级平台”里接入，双方约定密钥后即可收件和回传。', toPlatforms: '去接入',
    tab: { out: '回传', in: '来件', differences: '对账差异' }, any: '全部', waiting: '待发', dead: '死信', sent: '已发', dropped: '停发', refused: '拒收',
    col: { at: '时间', what: '内容', theirs: '上级编号', ticket: '本方工单', state: '状态', result: '结果', difference: '差异' },
    event: { ticket: '下派工单', remind: '催办', urge: '群众再次来电', append: '补充', attach: '附件', withdraw: '撤回', callback: '上级回访', due: '改期', return_decided: '答复退回' },
    mile: { accepted: '已接单', contacted: '已联系', extension_asked: '申请延期', extended: '延期已批', extension_refused: '延期未批', return_asked: '单位申请退单', return_granted: '退单已批', return_refused: '退单未批', replied: '已答复', closed: '已办结', reopened: '重新办理', returned: '申请退回上级' },
    taken: '已收', known: '重复，已有', emptyOut: '没有回传记录。', emptyIn: '没有来件。', tries: '第 {n} 次',
    why: { paused: '交换已停用，恢复后继续', too_old: '超过一天未送达', unknown_number: '上级无此编号', already_closed: '上级已办结', by_hand: '人工重发', timeout: '超时', refused: '连接被拒绝', unreachable: '连接不上', dns: '域名解析失败', tls: '证书有误', address_forbidden: '地址不在允许范围', status: '对方返回 {n}' },
    compare: '现在对账', compared: '{at} 对账：上级 {theirs} 件，本方 {ours} 件', never: '还没有对过账', agree: '双方一致，没有差异。', agreeText: '差异会在这里逐件列出，可一键补齐。',
    diff: { theirs_open: '上级未结，本方已结', theirs_closed: '上级已结，本方未结', missing_here: '本方没有', missing_there: '上级没有' },
    mendHere: '取回登记', mendThere: '重发回传', mended: '已重发 {n} 个节点', fetched: '已登记为 {no}', onWay: '回传在途',
  },
  platforms: {
    title: '上级平台', hint: '下派工单、回传办理节点', add: '接入平台', addTitle: '接入上级平台', empty: '还没有接入上级平台。', emptyText: '接入后，上级下派的工单直接登记并派单，办理节点自动回传。',
    code: '代码', codeHint: '小写字母和数字，写在接口地址里，以后不能改。', name: '名称', url: '上级接口地址', urlHint: '回传发往 地址/tickets/编号/milestones', secret: '密钥', secretNew: '不填则自动生成，只显示一次', secretKept: '已保存；填写则更换', once: '密钥只显示这一次，请现在复制：',
    tables: '代码对照', tableHint: '每行一条：{left} = {right}', theirs: '上级代码', ours: '本系统代码', table: { categories: '类别', units: '承办单位', types: '诉求类型', urgencies: '紧急程度', statuses: '状态' }, milestone: '回传节点', statusRight: '上级状态码',
    skip: '不回传的节点', save: '保存', saved: '已保存', on: '启用', off: '停用', inbound: '收件地址', bad: '第 {n} 行没有等号',
    col: { name: '平台', last: '最近回传', queue: '待发 / 死信', active: '启用' }, never: '尚未回传', close: '关闭',
  },
  webhooks: {
    title: '事件推送', hint: '工单的每个事件推送给其他系统', add: '新增推送', addTitle: '新增事件推送', empty: '没有事件推送。', emptyText: '大数据平台、政务中台等系统可以按工单先后收到每个事件。',
    name: '名称', url: '接收地址', secret: '签名密钥', events: '事件', eventsAll: '不选则全部事件', units: '单位', unitsAll: '不选则全部单位', types: '诉求类型', save: '保存', saved: '已保存', remove: '删除', removed: '已删除', removeAsk: '删除后不再推送，待发的也不再发。', test: '测试', testOk: '已收到（{n} 毫秒）', testBad: '没有收到：{why}', log: '送达日志', kept: '现为 {where}，填写则更换',
    note: '正文不含来电人信息；请求头 X-Hotline-Signature 可验签，X-Hotline-Delivery 在重发时不变。',
  },
}
