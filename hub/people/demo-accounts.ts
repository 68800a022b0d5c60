// PEO-17: one account for each role, with passwords that everybody may know: in a demonstration only.
import type { Random } from '../platform/random.ts';
import { hashSecret } from '../platform/secret-hash.ts';
import type { Accounts } from './accounts.ts';
import type { Grant, Place, Role } from './actor.ts';
import type { Directory } from './directory.ts';
import { machineActor } from './machine-actor.ts';

export interface DemoAccount {
  login: string;
  password: string;
  name: string;
  role: Role;
}

const password = 'demo-zhuangui';
const region: Place = { kind: 'region' };
const chifeng: Place = { kind: 'league', code: '150400' };

/** Companies, units and suppliers are those of the demonstration's fleet and sample catalog. */
const accounts: readonly [login: string, name: string, ...Grant[]][] = [
  ['demo-admin', '平台管理员 乌云', { role: 'administrator', place: region }],
  ['banner', '敖汉旗审核员 李敏', { role: 'banner-reviewer', place: { kind: 'banner', code: '150430' } }],
  ['league', '赤峰市复核员 王强', { role: 'league-reviewer', place: chifeng }],
  ['certifier1', '自治区认定员 苏日娜', { role: 'region-certifier', place: region }],
  ['certifier2', '自治区认定员 张伟', { role: 'region-certifier', place: region }],
  ['certifier3', '自治区认定员 那仁', { role: 'region-certifier', place: region }],
  ['liaison', '国家报送员 陈静', { role: 'national-liaison', place: region }],
  ['supervisor1', '自治区监管员 巴特尔', { role: 'supervisor', place: region }],
  ['supervisor2', '自治区监管员 赵云', { role: 'supervisor', place: region }],
  ['supervisor-cf', '赤峰市监管员 刘洋', { role: 'supervisor', place: chifeng }],
  ['statistician', '统计员 高娃', { role: 'statistician', place: region }],
  [
    'operator',
    '演示运营单位1 运营员',
    { role: 'operating-company', place: { kind: 'operating-company', name: '演示运营单位1' } },
  ],
  [
    'unit',
    '新城区帮扶单位 联络员',
    { role: 'host-unit', place: { kind: 'host-unit', name: '新城区帮扶单位（演示）' } },
  ],
  [
    'supplier',
    '敖汉旗惠民谷物种植专业合作社 联系人',
    { role: 'supplier', place: { kind: 'supplier', creditCode: '93150430XX00000001' } },
  ],
];

export async function seedDemoAccounts(parts: {
  accounts: Accounts;
  directory: Directory;
  random: Random;
}): Promise<DemoAccount[]> {
  const missing = accounts.filter(([login]) => !parts.directory.byLogin(login));
  // One hash for all: there is no secret to keep, and a demonstration starts at once.
  const hash = missing.length > 0 ? await hashSecret(password, parts.random.bytes(16)) : '';
  const by = { ...machineActor, name: 'demonstration' };
  for (const [login, name, ...grants] of missing)
    await parts.accounts.add({ login, name, grants, password: hash, mustChange: false }, by);
  return accounts.map(([login, name, grant]) => ({ login, password, name, role: grant!.role }));
}
