export default {
  articles: {
    title: '知识库', search: '找标题、关键词、正文，一两个字也可以', all: '全部', due: '到期复核', nothing: '没有相符的知识', nothingText: '换一个词，或少写几个字。', empty: '还没有知识', emptyText: '承办单位和督办可以新增，经他人审核后发布。', more: '更多', pick: '从左边选一篇',
    add: '新增知识', edit: '修改', save: '保存', cancel: '取消', back: '返回列表',
    state: { draft: '草稿', in_review: '待审核', published: '已发布', retired: '已停用' },
    step: { create: '新增', edit: '修改', submit: '提交审核', publish: '审核发布', return: '退回修改', retire: '停用', confirm: '复核有效', restore: '恢复旧版' },
    field: { title: '标题', text: '正文（内部）', public_text: '公开答复', public: '公开答复', keywords: '关键词', category: '类别', unit: '单位', owner: '负责人', review_by: '复核日期' },
    keywordsHint: '用空格隔开', publicHint: '市民能看到，插入答复时用它；不填则不公开', textHint: '分段写；列表每行以“- ”或数字开头', noteField: '说明', noteHint: '改了什么、为什么；退回和停用须写',
    meta: '{unit} · {owner} 负责 · 复核 {day}', overdue: '已过复核期', used: '引用 {n} 次', inUse: '现用内容（新内容发布前仍以此答复）', author: '修改人 {name}',
    versions: '历次修改', noVersions: '没有改动内容',
    unhelpful: '没有帮助', unhelpfulAsk: '哪里不对、缺什么', send: '发送', told: '已告诉负责单位', notes: '反馈', noteDone: '已处理', noted: '{by}：{note}',
    duties: '待办', dutiesDue: '到期复核 {n}', dutiesReview: '等我审核 {n}', dutiesNotes: '没有帮助 {n}', figures: '本月', figuresUnit: '单位', figuresPublished: '在用', figuresUpdated: '更新', figuresOverdue: '过期', figuresUsed: '引用工单', figuresCredit: '其中他人引用',
    fit: '相关知识', insert: '插入知识库', insertThis: '插入', answerWith: '用作答复', taken: '已放入答复', show: '展开', hide: '收起',
    quoted: '引用', internal: '内部正文，不对外', internalOnly: '无公开答复', noCategory: '不分类', nth: '第 {n} 版', restore: '恢复这一版', restored: '恢复第 {n} 版', changes: '与现用内容相比',
  },
}
