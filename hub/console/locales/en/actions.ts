// English: names of actions, for scopes and the audit log; two parts joined by a dot.
export const actions = {
  dashboard: {
    read: 'See the overview',
  },
  people: {
    manage: 'Manage people',
  },
  audit: {
    read: 'Read the audit log',
    export: 'Export the audit log',
  },
  token: {
    manage: 'Manage API tokens',
    create: 'Token made',
    revoke: 'Token revoked',
  },
  webhook: {
    manage: 'Manage webhooks',
  },
  supplier: {
    read: 'Read suppliers',
    write: 'Register suppliers',
  },
  application: {
    read: 'Read applications',
    write: 'File applications',
    'review-banner': 'Review at the banner',
    'review-league': 'Re-review at the league',
    'certify-region': 'Certify at the region',
    'record-national': 'Record national results',
  },
  certification: {
    configure: 'Configure certification',
  },
  catalog: {
    read: 'Read the catalog',
  },
  release: {
    read: 'Read releases',
    draft: 'Draft releases',
    sign: 'Sign releases',
    publish: 'Publish releases',
  },
  key: {
    manage: 'Manage signing keys',
    add: 'Security key registered',
    remove: 'Security key removed',
  },
  sanction: {
    read: 'Read sanctions',
    withdraw: 'Withdraw products',
    blacklist: 'Blacklist suppliers',
    suspend: 'Suspend channels',
    release: 'Release sanctions',
  },
  exposure: {
    read: 'Read exposure notices',
    draft: 'Draft exposure notices',
    approve: 'Approve exposure notices',
    reply: 'Reply to exposure notices',
  },
  complaint: {
    read: 'Read complaints',
    handle: 'Handle complaints',
  },
  counter: {
    read: 'Read counters',
    register: 'Register counters',
    enrol: 'Enrol counters',
    configure: 'Configure counters',
    command: 'Command counters',
    operators: 'Manage operators',
  },
  alarm: {
    handle: 'Handle alarms',
  },
  rollout: {
    manage: 'Manage roll-outs',
  },
  statistics: {
    read: 'Read statistics',
    lines: 'Read the lines behind figures',
  },
  target: {
    write: 'Set targets',
  },
  report: {
    freeze: 'Freeze snapshots',
  },
  money: {
    read: 'Read money',
    settle: 'Settle',
  },
  case: {
    read: 'Read cases',
    close: 'Close cases',
  },
  channel: {
    read: 'Read other channels',
    manage: 'Manage other channels',
    report: 'Report other channels',
  },
  person: {
    create: 'Person created',
    change: 'Person changed',
    disable: 'Person disabled',
    enable: 'Person enabled',
    reset: 'Password reset',
    password: 'Password changed',
  },
  'sign-in': 'Sign-in',
  'sign-out': 'Sign-out',
};
