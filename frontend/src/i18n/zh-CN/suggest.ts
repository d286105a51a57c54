export default {
  similar: {
    title: '相似的工单后来怎样', none: '以前没有相似的工单。', count: '{n} 件相似', record: '记录',
    outcome: { kept: '{unit}办结，没有退', returned: '{unit}退单', redispatched: '退单后改派{unit}', open: '{unit}在办' },
    outcomePlain: { kept: '办结，没有退', returned: '退单', redispatched: '退单后改派', open: '在办' },
  },
  dup: {
    kind: { same_caller: '同一来电人', same_event: '同一事件', same_text: '文字相同' }, cluster: '已并 {n} 件', samePlace: '同一地点', meters: '{n} 米', km: '{n} 公里', noPlace: '地点不详', near: '不到 10 米',
    append: '追加', appendNote: '追加：这次说的话写进 {no}，不登记新单。', mergeNote: '并入：先登记，再并到那一件；来电人仍单独接到回访，可以拆开。', ended: '已经办结，请告知结果',
    held: '有更新的判断，鼠标移开后显示', stale: '没有取到最新的判断，上面是之前的', failed: '暂时判断不了，可以照常登记',
    appended: '已追加到 {no}，没有登记新单', instead: '改为登记新单', appendedHead: '已追加，没有登记新单 · 用时 {span}', mergedHead: '已登记，已并入 {no} · 用时 {span}', notMerged: '已登记，但没有并入 {no}。',
    spokenAppend: '您补充的情况已经写进尾号 {serial} 的工单，{unit}会一并办理。', spokenAppendPlain: '您补充的情况已经写进尾号 {serial} 的工单，会一并办理。',
    spokenMerge: '您的工单号尾号 {serial}。这件事已经有人反映，正在一起办理；办好后会单独给您回电。', answered: '主件已有答复，这件转入回访', master: '主件', follows: '已并入，跟随主件办理',
  },
  merge: {
    list: '合并建议', empty: '没有合并建议。', emptyText: '多位来电人反映同一件事时，会放在这里，由您决定并不并。', pick: '从左边选一组', pickText: '按 ↑↓ 选组，按 Enter 打开；J、K 在组里移动，空格勾选，Ctrl+Enter 并入。',
    gone: '这组已经处理过了', goneText: '可能已由别人合并，或其中的工单已经办结。', stale: '没有取到最新的合并建议', span: '前后 {span}', group: '{n} 件像同一件事', reason: '为什么放在一起',
    master: '主件', member: '可能并入的工单', sooner: '早 {span}', later: '晚 {span}', sameTime: '几乎同时', head: { where: '地点', when: '时间', alike: '相似' }, same: '同一来电人',
    tick: '并入 {no}', toggle: '勾选', all: '全选', none: '全不选', asMaster: '以此为主件', words: '看原话', hide: '收起',
    submit: '并入 {no}（{n} 件）', progress: '正在并入 {i} / {n}', nothing: '请先勾选要并入的工单', says: '{n} 件跟随 {no} {unit}一起办理，各自的时限停下；每位来电人仍单独回访，可以拆开。', saysAnswered: '{n} 件按 {no} 已有的答复转入回访，每位来电人单独回访；之后不能拆开。', saysUnit: '由{unit}', noRight: '督办员只看，由派单员合并',
    dismiss: '不是同一件事', dismissed: '已收起这组建议', back: '放回来', done: '已把 {n} 件并入 {no}', undone: '已拆开 {n} 件，各自恢复办理', failed: '没有并入：{why}',
  },
}
