// 中文：框架、登录、各页共用的文字。
export const shell = {
  menu: '菜单',
  skip: '跳到正文',
  back: '返回',
  home: '回到首页',
  account: '我的账号',
  signOut: '退出登录',
  search: '搜索',
  empty: '这里还没有内容。',
  noMatch: '没有符合条件的记录，请放宽筛选。',
  total: '第 {{from}}–{{to}} 条，共 {{total}} 条',
  retry: '重试',
  done: '已完成',
  makingFile: '正在生成文件…',
  fileSaved: '文件 {{name}} 已下载。',
  cancel: '取消',
  nowhere: '没有这个页面。',
  notYours: '此页面不在您的权限之内。',
  silent: '平台没有应答，请检查网络后重试。',
  groups: {
    overview: '总览',
    goods: '认定与目录',
    supervision: '监管',
    fleet: '专柜',
    figures: '统计与资金',
    system: '系统',
  },
  signIn: {
    login: '登录名',
    password: '密码',
    submit: '登录',
    public: '不登录，直接查询产品、证书与公告',
    keyFailed: '未收到安全密钥的应答，请重新登录。',
    demo: '演示账号',
    demoHint: '点一下即登录。正式平台没有这些账号。',
  },
  newPassword: {
    title: '设置新密码',
    hint: '{{name}}，一次性密码只能用这一次。新密码至少 {{count}} 个字符。',
    current: '一次性密码',
    next: '新密码',
    again: '再输一遍新密码',
    differ: '两次输入的新密码不一致。',
    save: '保存并继续',
  },
  newKey: {
    title: '请先登记安全密钥',
    hint: '{{name}}，您的角色要求登录时除密码外还使用安全密钥。登记后即可继续。',
    goOn: '已登记，继续',
  },
  prove: {
    title: '请再次输入密码',
    hint: '此操作影响重大，需要确认是您本人。',
    ok: '确认',
  },
};

export const live = { title: '实时动态' };

export const problem = {
  unknown: '操作没有完成，请重试。',
  codes: {
    network: '平台没有应答，请稍后再试。',
    'not-signed-in': '登录已失效，请重新登录。',
    forbidden: '超出您的权限或管辖范围，此次尝试已记录。',
    'csrf-wrong': '页面已过期，请刷新后重试。',
    'prove-again': '需要再次输入密码。',
    'too-many-tries': '尝试次数过多，请稍后再试。',
    'too-large': '内容过大。',
    internal: '平台内部出错，原因已写入日志，请重试。',
  },
  reasons: {
    'wrong-password': '登录名或密码不对。',
    'one-time-ended': '一次性密码已过期，请联系平台管理员重置。',
    'login-locked': '尝试次数过多，此登录名已暂时锁定，请稍后再试。',
    'last-administrator': '这是最后一位平台管理员，请先设另一位。',
  },
};
