export default {
  briefs: {
    title: '工作简报', listText: '数字来自当月快照，发布考核后定稿。', issue: '{month}工作简报', draft: '未完', draftText: '本月还没有结束，数字还会变', preview: '按 {at} 的数据排出；发布考核后定稿', check: '核对数据', plain: '打印版网页', print: '打印', all: '全部简报',
    empty: '还没有简报。', emptyText: '有了第一件工单，当月的简报就会出现在这里。', pageLabel: '第 {n} 页', annex: '附件', year: '{y}年', sum: '合计',
    emptyUnit: '还没有发布的简报。', emptyUnitText: '简报发布后会推送到这里，看完请点“已阅”。', stage: { auto: '自动生成', edited: '已编辑', published: '已发布', correcting: '更正编排中', replaced: '已由更正版替代' }, receipts: '已阅 {n} / {of} 家', read: '已阅', unread: '未阅', at: '{at} 发布',
    draftData: '草案数据预览：本月考核发布后才能发布简报', ready: '考核已发布，数字不再变；编排好即可发布', frozen: '{by} 于 {at} 发布，内容已固定', saving: '正在保存…', pages: '按页预览', compose: '返回编排', publicEdition: '公开版', publish: '发布', outputs: '输出',
    publishTitle: '发布简报', publishText: '发布后内容固定、计算指纹，并推送给 {n} 家单位，各单位阅后确认；同时生成不含内部姓名的公开版。', publishDiffers: '还有 {n} 处数字或“最”字与快照不符，请先核对。', publishDo: '发布并发给 {n} 家单位', cancel: '取消', needScores: '先发布考核',
    panel: '编排', show: '印{title}', up: '{title}上移', down: '{title}下移', restore: '恢复生成文本', edited: '已改', differs: '与快照不符：{list}', claims: '没有算出的说法：{list}', differsShort: '{n} 处不符', drag: '拖动或用箭头调换顺序', addSection: '加一节', own: '自拟一节', ownText: '在这里写正文。',
    editTitle: '{title}的标题', editText: '修改{title}', done: '完成', marks: '一行一段，**加粗**，__楷体__。表、图和注由系统生成。', hashed: '指纹 {hash}', people: '已阅情况', peopleDraft: '发布后发给', confirmText: '请阅后确认', confirm: '已阅', confirmed: '贵单位已于 {at} 确认阅读',
    correctedMark: '（更正）', outdatedShort: '考核有更正，简报未更正', correctingText: '更正版编排中：数字取自新版考核，发布前各单位看到的仍是原件',
    outdated: '发布后数字有变化：本简报依据考核第 {edition} 版，现行第 {newest} 版（{at}），{units} 家单位的得分或名次变了。', outdatedWhy: '更正原因：{reason}', issueCorrection: '编排更正版', cancelCorrection: '撤销更正', cancelCorrectionText: '撤销后原件不变，已写的文字留给下次更正。', seeEdition: '看变化',
    replaced: '这是 {at} 印发的原件，已由更正版替代。', toCurrent: '看现行版', earlierOnes: '此前印发：', earlierOne: '{at} 印发（依据考核第 {edition} 版）',
    lines: '报、发、签发', to: '报', cc: '发', signer: '签发', issuer: '编印单位', steps: '另加要求（一行一条，排在前面）', cases: '另加案例（一行一条：单位｜事情｜工单号）', save: '保存', system: '系统',
  },
}
