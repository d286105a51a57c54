export default {
  login: {
    title: '登录', sub: '热线工作人员和承办单位联络员', username: '用户名', password: '密码', submit: '登录', wrong: '用户名或密码不对，请再试。',
    expired: '登录已过期，请重新登录；您的草稿还在。', citizen: '市民请到诉求页面', show: '显示密码',
  },
}
