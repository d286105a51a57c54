export default {
  reference: {
    title: '接口文档', count: '{n} 个接口', search: '按路径、名称或角色查找', topics: '分组', none: '没有与“{words}”相符的接口', failed: '接口文档没有取到。', again: '重试',
    intro: '路径均以 /api/v1 开头，另有注明的除外。内容为 UTF-8 的 JSON，字段用小写加下划线；多写的字段会被拒绝。时间为 RFC 3339 的 UTC 时间。',
    people: '人员登录后凭会话 Cookie 访问；有改动的请求另带 X-CSRF-Token，值为登录时返回的 csrf。',
    programs: '程序用接口令牌：Authorization: Bearer 令牌。令牌由管理员在“系统管理 · 接口令牌”签发，只能做其权限范围内的事。',
    rules: '出错时返回 application/problem+json，code 是错误代码，errors 逐字段说明。创建类请求可带 Idempotency-Key，重复发送只办一次。列表返回 items 与 next，把 next 填入 after 取下一页。',
    roles: '可用角色：{roles}', and: '、', anybody: '不需要登录', scope: '令牌权限：{scope}', noToken: '不接受令牌',
    parameters: '参数', in: { path: '路径', query: '查询', header: '请求头' }, maybe: '，可省略', optional: '可省略', body: '请求内容', answer: '返回', empty: '无内容', faults: '可能的错误：',
    call: '命令行示例', copy: '复制', copied: '已复制',
    status: { 400: '无法读取', 401: '未登录', 403: '没有权限', 404: '没有找到', 409: '现在不能办理', 413: '内容太大', 422: '填写有误', 423: '账号锁定', 426: '须用 WebSocket', 429: '过于频繁', 500: '系统出错', 503: '暂不可用' },
  },
}
