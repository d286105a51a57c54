export default {
  security: {
    open: '账号安全', title: '账号安全', lead: '密码、动态验证码，和您在哪些设备上登录着', must: '您的岗位须使用动态验证码。请先启用，再进入系统。', leave: '退出登录', go: '进入系统',
    password: '密码', current: '当前密码', next: '新密码', again: '再输一遍新密码', hint: '至少 10 个字符；改好后，其他设备上的登录会退出。', differ: '两次输入的新密码不一样。', change: '修改密码', changed: '密码已修改，其他 {n} 处登录已退出', noPassword: '您通过统一身份认证登录，密码请到身份平台修改。',
    factor: '动态验证码', factorAbout: '登录时除密码外，再输入手机验证器应用里的 6 位数字。密码泄露了，别人也登录不了。', factorRequired: '您的岗位必须使用，不能停用。', on: '已启用', since: '{at} 启用', off: '未启用', turnOn: '启用', turnOff: '停用', left: '还有 {n} 个恢复码', none: '恢复码已用完，请更换', renew: '更换恢复码',
    turnOffAsk: '停用后，只凭密码就能登录这个账号。', renewAsk: '更换后，旧的恢复码全部作废。', confirmOff: '确认停用', confirmRenew: '更换', code: '动态验证码或恢复码', removed: '动态验证码已停用',
    askPassword: '先输入当前密码', begin: '下一步', scan: '用手机上的验证器应用扫描二维码', scanAbout: '例如腾讯身份验证器、Microsoft Authenticator、FreeOTP。二维码由本系统绘制，不经过任何第三方。', byHand: '不能扫码时，在应用里手工输入密钥', picture: '动态验证码的二维码', enter: '再输入应用显示的 6 位数字', confirm: '确认启用',
    codesTitle: '请现在保存恢复码', codesAbout: '手机丢了时，用一个恢复码代替动态验证码登录。每个只能用一次，只显示这一次；请抄下或打印，与手机分开存放。', copy: '复制', copied: '已复制', keep: '我已保存好',
    sessions: '登录会话', sessionsAbout: '不认识的登录，请退出它，并马上修改密码。', device: '设备', address: '来自', at: '登录', seen: '最近使用', here: '本次登录', unknown: '未知设备', byProvider: '统一认证', end: '退出', endAria: '退出{device}上的登录', endOthers: '退出其他全部', ended: '已退出', endedAll: '已退出 {n} 处登录', now: '正在使用', only: '只有这一处登录。',
    user: { open: '会话', title: '{name}的登录会话', none: '现在没有登录。', endAll: '全部退出', remove: '解除动态验证码', removeAsk: '手机和恢复码都丢了时，核实本人后解除；此人随即退出全部登录，下次只凭密码登录。解除会写进审计。', confirmRemove: '确认解除', removed: '{name}的动态验证码已解除', factor: '动态验证码', provider: '统一认证', providerHint: '岗位和单位以身份平台为准，每次登录时更新。', close: '关闭' },
  },
}
