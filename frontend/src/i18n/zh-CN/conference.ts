export default {
  conf: {
    title: '疑难会商', state: { needed: '待会商', called: '已召集', held: '已会商' }, reason: '事由', when: '时间', units: '受邀单位',
    unanswered: '未答复', yes: '参加', no: '不能参加', in: '还有 {span}', begun: '会商时间已到', pingPong: '两个单位互相推诿', difficult: '已列为疑难，还没有召集会商',
    call: '召集会商', askSupervisor: '由督办员召集会商。会商或指定之前不能再派单。', pending: '会商或由督办指定之前，不能再派单',
    minutes: '会商纪要', lead: '主办', co: '协办', task: '分工', taskOf: '{unit}做什么', due: '办结期限', dueNote: '不填按规定时限', attended: '到会单位', text: '议定事项', textHint: '争议是什么、各方意见、为什么由主办单位负责',
    entry: '同时写进派单目录', entryNote: '管理员采纳后，下一件同类工单直接派给主办单位', entryName: '条目名称', words: '关键词', wordsHint: '出现任一词即适用，用顿号分开', basis: '职责依据',
    conclude: '记录纪要并派单', says: '{unit}将收到指定工单，不能退单；三个时限从现在起算', saysKeep: '{unit}继续主办，时限照旧；此后不能退单', saysNone: '写明谁主办、谁协办、各做什么、什么时候办完',
    invitedSays: '本单位受邀参加会商，看不到来电人', come: '参加', notCome: '不能参加', whyNot: '不能参加的理由', answered: '已答复：{answer}', change: '改答复', send: '提交',
    proposed: '已提出目录建议：{name}',
  },
  back: {
    until: '可退单至 {at}', over: '退单期限 {at} 已过', deemed: '退单期限已过，视同受理，请接单', designated: '指定承办，不能退单', waiting: '退单待热线答复，{at}前不答复视为同意',
    history: '这件工单历次退单', approved: '同意', refused: '未同意，计退单不当', timeout: '超时默认同意', window: '退单期限', asked: '按时申请，期限 {at}',
    silence: '{at}前不答复，系统按同意处理，计热线超时', pingPong: '{unit}退过这件工单，现在又被建议承办。须会商或由督办指定，不能直接改派。', third: '已派过两次，同意后由督办指定或会商，不能再退。',
    doCon: '同意，进入会商', sayCon: '工单进入疑难会商，原单位不扣分',
  },
  proposal: {
    title: '会商提出的目录建议', none: '没有待采纳的建议。会商纪要里勾选“写进派单目录”，建议就出现在这里。', adopt: '采纳', drop: '不采纳', from: '会商 {no}', dropReason: '不采纳的理由', words: '关键词', adopted: '已采纳，目录 {v}', dropped: '未采纳：{reason}',
    adoptSays: '采纳后发布新一版目录，同类工单派给{unit}', done: '已采纳，目录 {v} 生效', dropDone: '已不采纳', decided: '处理过的 {n} 条',
  },
}
