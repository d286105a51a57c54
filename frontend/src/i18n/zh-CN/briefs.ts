export default {
  briefs: {
    title: '工作简报', listText: '数字来自当月快照，发布考核后定稿。', issue: '{month}工作简报', draft: '未完', draftText: '本月还没有结束，数字还会变', preview: '按 {at} 的数据排出；发布考核后定稿', check: '核对数据', plain: '打印版网页', print: '打印', all: '全部简报',
    empty: '还没有简报。', emptyText: '有了第一件工单，当月的简报就会出现在这里。', pageLabel: '第 {n} 页', annex: '附件', year: '{y}年',
  },
}
