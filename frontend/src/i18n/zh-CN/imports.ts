export default {
  imports: {
    mustChange: '这是初始密码，请先改成自己的密码。',
    title: '导入', again: '导入别的文件', hint: 'XLSX、CSV（UTF-8、GB18030 都可以）或 JSONL，最大 64 MB。', drop: '把文件拖到这里，或点此选择', sending: '上传中 {n}%', recent: '最近的导入', none: '还没有导入过文件。', noneText: '上传后先看字段对应，再试运行，最后才导入；未导入的行可以下载改正后再传。',
    kind: { tickets: '上级平台工单', history: '历史工单', units: '承办单位', users: '人员账号', catalogue: '派单目录' },
    state: { sent: '待对应字段', checking: '试运行中', checked: '已试运行', running: '导入中', done: '已完成', cancelled: '已取消', failed: '未完成' },
    note: { title_rows: '表头上方的标题行已略过', merged_cells: '合并单元格的内容已填到所跨的每一行', hidden_rows: '有隐藏的行，也会一起导入', merged_heads: '两行表头已合成一个名称', unnamed: '没有名称的列用列号代替' },
    rowsGuess: '约 {n} 行', sheet: '工作表', mapping: '字段对应', field: '系统字段', column: '文件中的列', sample: '样例', noColumn: '不导入', fixed: '固定值', fixedHint: '没有这一列时填', format: '日期格式', formatAuto: '自动识别', need: '必填', unused: '没有用到的列 {n} 个', profile: '映射方案“{name}”', guessed: '已按列名自动对应 {n} 个字段，请核对。',
    unknown: '不认识的词', means: '表示', rowsSay: '{n} 行', pick: '请选择', saveProfile: '存为映射方案', profileName: '方案名称', profileSaved: '方案“{name}”已保存，下次上传相同的表会自动采用',
    check: '试运行', run: '开始导入', goOn: '继续导入', cancel: '取消导入', stopping: '正在停下…', remove: '删除文件', removed: '已删除', back: '返回修改对应', working: '第 {n} 行', seconds: '用时 {n} 秒',
    good: '可以导入', fresh: '新导入', known: '已有或重复', rejected: '未能导入', total: '读到', checkedText: '试运行没有写入任何数据。', doneText: '导入完成。', cancelledText: '已取消：此前写入的保留，可以从停下的地方继续。', failedText: '没有完成：{what}',
    faults: '有问题的行（前 {n} 条）', line: '行', why: '原因', rejectedXlsx: '下载未导入的行（XLSX）', rejectedCsv: 'CSV', rejectedHint: '在原列前加了一列原因；改正后可直接再次上传。', passwords: '下载初始密码（{n} 个，只能下载一次）', passwordsGone: '初始密码已下载过。', draft: '在派单目录中查看并发布', leave: '可以离开本页，导入会在服务器上继续。',
    word: { type: { consult: '咨询', help: '求助', complaint: '投诉', report: '举报', suggestion: '建议', praise: '表扬', other: '其他' }, urgency: { life: '危及生命财产', utility: '民生保障', general: '一般' }, channel: { phone: '电话', wechat: '微信', web: '网站', app: '手机应用', mail: '邮件', sms: '短信', video: '视频', upstream: '市平台', mailbox: '领导信箱', grid: '网格', leader: '领导交办', transfer: '转办', walk_in: '来访', review: '好差评' }, group: { town: '镇街', bureau: '部门', company: '企业' }, role: { agent: '话务员', dispatcher: '派单员', liaison: '联络员', supervisor: '督办员', admin: '管理员' }, post: { A: 'A 岗', B: 'B 岗' }, flag: { 1: '是', 0: '否' } },
    name: { platform: '来源平台', no: '工单编号', title: '标题', text: '诉求内容', type: '诉求类型', urgency: '紧急程度', category: '诉求分类', town: '镇街', address: '地点', name: '姓名 / 名称', phone: '电话', anonymous: '是否匿名', confidential: '是否保密', lead: '主办单位', due: '办理期限', home: '来电人住址', wants_reply: '是否要回复', at: '来电时间', channel: '来源渠道', reply: '答复内容', replied: '答复时间', closed: '办结时间', code: '单位代码', short: '简称', group: '单位类别', parent: '上级单位 / 上级条目', areas: '负责镇街', username: '账号', role: '角色', unit: '所属单位', post: 'AB 岗', id: '条目编号', chapter: '章节', any: '关键词（任一）', all: '同时包含', none: '排除词', towns: '适用镇街', co_units: '协办单位', basis: '职责依据', active: '是否启用', successor: '承接单位', types: '诉求类型（限）', confidence: '把握（0–1）', by_hand: '人工派单', note: '说明', continue: '继续匹配' },
  },
}
