import schemes from './schemes'

export default {
  ...schemes,
  admin: {
    title: '管理', sections: { units: '单位', users: '人员', catalogue: '派单目录', model: '派单模型', limits: '时限', calendar: '工作日历', schemes: '考核办法', tokens: '接口令牌', roster: '值班表', inspection: '电子监察', jobs: '定时任务', sealed: '群众举报中心', audit: '审计', access: '查看留痕' }, readOnly: '只读：修改由管理员进行', save: '保存', add: '新增', saved: '已保存', search: '筛选', newVersion: '新版本名称', publishAs: '存为新版本', published: '版本 {v} 已生效', badJson: '不是合法的 JSON：{what}', current: '现行版本 {v}', none: '没有符合的',
    group: { town: '镇街', bureau: '委办局', company: '企业' },
    unit: { code: '代码', codeHint: '小写字母、数字、横线；定后不改', name: '全称', short: '简称', group: '分组', parent: '上级单位', noParent: '没有', phone: '值班电话', areas: '管辖镇街', areasHint: '用顿号或逗号分开', active: '在用', inactive: '停用', pick: '点一家单位查看和修改', pickText: '停用的单位不再收到新工单，历史保留。', count: '{n} 家在用', addTitle: '新增单位', stop: '停用后不再派单给它；在办工单照常办完。', use: '恢复使用', off: '停用' },
    user: { username: '用户名', name: '姓名', role: '角色', unit: '单位', post: '岗位', postA: 'A 岗', postB: 'B 岗', state: '状态', active: '正常', off: '停用', locked: '锁定', addTitle: '新增人员', password: '初始密码', passwordHint: '至少 10 个字', reset: '重设密码', disable: '停用', enable: '恢复', disableAsk: '{name}停用后马上退出登录，不能再进入。', confirmDisable: '确认停用', resetAsk: '给{name}设一个新密码，并当面或电话告知。', confirmReset: '设为新密码', disabled: '{name}已停用', enabled: '{name}已恢复', resetDone: '{name}的密码已重设', added: '{name}已新增', anyRole: '全部角色', count: '{n} 人' },
    cat: { lead: '主办', co: '协办', words: '词', basis: '依据', category: '类别', threshold: '自动派单线 {n}', lines: '{n} 条', atTown: '属地镇街', byHand: '人工派', wholeText: '整份目录（JSON）', openJson: '编辑整份目录', closeJson: '收起', inherited: '沿用上级', hit: '命中 {id}' },
    limits: { title: '每一格是一个时限', hint: 'm 分、h 小时、wm 工作分钟、wh 工作小时、wd 工作日；空着表示不计', kind: '类型', any: '其余类型', unit: '例：15m、4wh、1wd', changed: '改了 {n} 格', versionNeeded: '写新版本名称后才能保存',
      col: { dispatch: '派单', dispatch_hard: '派单上限', accept: '接单', contact: '联系', resolve: '办结', return: '退单申请', return_answer: '退单答复', review: '审核', callback: '回访', redo: '重办', redo_least: '重办不少于' } },
    limit: { m: '{n} 分', h: '{n} 小时', wm: '{n} 工作分钟', wh: '{n} 工作小时', wd: '{n} 个工作日', none: '不计' },
    cal: { year: '{y} 年', hint: '点一天改成上班或休息，再点收回；改动存为新版本后生效，在办工单的时限随之重算。', note: '改动的原因', off: '休息', work: '上班', changed: '本地改动 {n} 天', week: '一,二,三,四,五,六,日', hours: '上班时间', local: '本地改动', notice: '放假通知', days: { mon: '周一', tue: '周二', wed: '周三', thu: '周四', fri: '周五', sat: '周六', sun: '周日' } },
    token: { name: '用途', role: '身份', scopes: '权限', created: '建立', by: '建立人', revoke: '吊销', revokeAsk: '吊销后用它的系统马上不能访问。', confirmRevoke: '确认吊销', addTitle: '新增令牌', once: '令牌只显示这一次，请现在复制：', copy: '复制', empty: '没有令牌。', emptyText: '其他系统用令牌登记或查询工单。', revoked: '已吊销', scope: { read: '查询', intake: '登记', act: '办理' } },
    job: { name: '任务', schedule: '时间', last: '上次', took: '用时', result: '结果', next: '下次', run: '现在运行', ran: '{name}已运行', never: '还没有运行过', ms: '{n} 毫秒',
      label: { recompute: '日历变更重算', sweep: '到期巡查', inspection: '电子监察', late_snapshot: '超时日结', weekly_bulletin: '每周通报', monthly_score: '月度考核', retention: '到期清理', directory: '目录刷新', learn: '派单模型训练', series: '受理量统计', backup: '备份' } },
    audit: { user: '用户', kind: '事项', target: '对象', detail: '内容', at: '时间', find: '查询', more: '更早的', empty: '没有记录。', any: '全部事项',
      kindName: { unit_handover: '撤并单位', sign_in: '登录', sign_out: '退出', locked: '账户锁定', revealed: '查看完整信息', job_run: '运行任务', score_closed: '发布考核', token_added: '新增令牌', token_revoked: '吊销令牌', user_added: '新增人员', user_changed: '修改人员', unit_added: '新增单位', unit_changed: '修改单位', category_added: '新增类别', category_changed: '修改类别', catalogue_added: '发布目录', policy_added: '发布时限', calendar_added: '发布日历', scheme_added: '新增考核办法', scheme_changed: '修改考核办法', scheme_version_added: '发布考核办法', scheme_activated: '启用考核办法', setting_added: '新增设置', setting_changed: '修改设置' } },
  },
}
