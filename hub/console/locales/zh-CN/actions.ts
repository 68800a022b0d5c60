// 中文：操作的名称，用于权限与审计日志；两段以点相连。
export const actions = {
  dashboard: {
    read: '查看总览',
  },
  people: {
    manage: '管理人员',
  },
  audit: {
    read: '查看审计日志',
    export: '导出审计日志',
  },
  token: {
    manage: '管理接口令牌',
    create: '新建令牌',
    revoke: '吊销令牌',
  },
  webhook: {
    manage: '管理推送地址',
  },
  supplier: {
    read: '查看供应商',
    write: '登记供应商',
  },
  application: {
    read: '查看认定申请',
    write: '提交认定申请',
    'review-banner': '旗县区审核',
    'review-league': '盟市复核',
    'certify-region': '自治区认定',
    'record-national': '登记国家公布结果',
  },
  certification: {
    configure: '设置认定清单与批次',
  },
  catalog: {
    read: '查看产品目录',
  },
  release: {
    read: '查看目录发布',
    draft: '起草目录发布',
    sign: '签名目录发布',
    publish: '公布目录发布',
  },
  key: {
    manage: '管理签名密钥',
    add: '登记安全密钥',
    remove: '移除安全密钥',
  },
  sanction: {
    read: '查看处置',
    withdraw: '清理下架',
    blacklist: '列入失信名单',
    suspend: '责令停售',
    release: '解除处置',
  },
  exposure: {
    read: '查看曝光公告',
    draft: '起草曝光公告',
    approve: '批准曝光公告',
    reply: '申辩',
  },
  complaint: {
    read: '查看投诉',
    handle: '办理投诉',
  },
  counter: {
    read: '查看专柜',
    register: '登记专柜',
    enrol: '批准专柜入网',
    configure: '设置专柜',
    command: '向专柜下达指令',
    operators: '管理补货员',
  },
  alarm: {
    handle: '处理告警',
  },
  rollout: {
    manage: '分批推送设置',
  },
  statistics: {
    read: '查看统计',
    lines: '查看统计背后的日志',
  },
  target: {
    write: '设定目标',
  },
  report: {
    freeze: '固化考核快照',
  },
  money: {
    read: '查看资金',
    settle: '结算',
  },
  case: {
    read: '查看待查事项',
    close: '办结待查事项',
  },
  channel: {
    read: '查看其他渠道',
    manage: '管理其他渠道',
    report: '上报其他渠道数据',
  },
  person: {
    create: '新建人员',
    change: '更改人员',
    disable: '停用人员',
    enable: '恢复人员',
    reset: '重置密码',
    password: '修改密码',
  },
  'sign-in': '登录',
  'sign-out': '退出登录',
};
