export default {
  open311: {
    services: '公开的服务', hint: '外部应用按这张表提交诉求；停用的服务不再列出，旧诉求仍保留名称。', add: '新增服务', edit: '修改服务', none: '还没有公开的服务。', noneText: '选一个诉求分类，给它一个代码和名称。',
    code: '代码', codeHint: '小写字母、数字和 -，不能全是数字；保存后不再改。', name: '名称', category: '诉求分类', description: '说明', groups: '分组', groupsHint: '用逗号分开，可以有几个', keywords: '关键词', keywordsHint: '用逗号分开', notice: '办理承诺', demand: '诉求类型', state: '状态', published: '公开', retired: '停用', coarse: '敏感', coarseHint: '敏感：坐标只到约 1 公里，不公开地址和照片', questions: '附加问题', questionCount: '{n} 问', questionsHint: '按标准写成 JSON 数组：code、description、datatype、required、values。', badQuestions: '附加问题不是 JSON 数组：{what}',
    settings: '接口', on: '开放 Open311 接口', address: '服务发现地址', jurisdiction: '辖区标识', jurisdictionHint: '不填则任何标识都接受', contact: '联系方式', keyService: '怎样申请密钥', url: '对外地址', urlHint: '经代理访问时填写，如 https://12345.example.gov.cn', answer: '提交后', atOnce: '立即返回编号', withToken: '返回令牌，编号稍后取', replies: '公开承办单位的答复', pictures: '公开市民提交的照片', privacy: '只有市民同意公开的、以及经 Open311 提交的诉求会列出；姓名、电话、保密件和举报件从不离开本系统。',
    save: '保存', saved: '已保存', apply: '确定', keys: '密钥', keysHint: '密钥是权限为 Open311 的接口令牌，到期和吊销在“接口令牌”里。', keyName: '应用名称', keyAdd: '新建密钥', keyOnce: '密钥只显示这一次，请现在复制：', copy: '复制', unsaved: '有改动未保存',
  },
}
