export default {
  seal: {
    title: '保密', report: '举报件', ticket: '保密件', open: '回避', category: '举报类别', named: '知情人', allSupervisors: '全体督办员', you: '（含您）', units: '回避单位', family: '连带', users: '回避人员', none: '没有',
    hidden: '内容保密，您不能查看', hiddenText: '这件工单的内容和来电人只有承办单位、派单员、督办员和知情人能看到。',
    bandTitle: '保密件', band: '不得向被举报人、被反映单位透露来电人身份和举报内容。', bandContact: '您看不到来电人，也无须联系；办结后由热线知情人回访。',
    noContact: '接单后直接办理，不联系来电人', asked: '{name}申请查看来电人 · {at}', waits: '等另一位知情人审核', decide: '请您审核', granted: '您可以查看来电人，到 {at} 为止', grantedHow: '点来电人旁的眼睛，写明用途；每次查看都记录在案。', ask: '申请查看来电人', askHow: '须另一位知情人同意，仅对您有效，24 小时后失效。', notNamed: '您不在知情人名单里，看不到来电人。', accused: '被举报人',
  },
  report: {
    title: '举报', category: '举报类别', units: '举报哪个单位', unitsHint: '被举报单位自动回避', people: '举报什么人', peopleHint: '姓名、职务，用顿号分开；只有知情人能看到', note: '登记后即为保密件：您也看不到来电人，请先核对清楚。',
  },
  centre: {
    title: '群众举报中心', hint: '十个类别；前两个为固定类别，不能改名或停用', fixed: '固定', active: '启用', code: '代码', name: '类别', state: '状态', named: '知情人', namedHint: '可以申请和审核查看来电人的人，至少两位；一位也不选时为全体督办员。只影响以后登记的保密件。', all: '现在：全体督办员', count: '已选 {n} 位', one: '至少选两位，或一位也不选', save: '保存', saved: '举报中心已保存',
  },
}
