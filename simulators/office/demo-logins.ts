// pure
// The demonstration's accounts by what they may see, the widest first.
import type { Role } from '../../hub/people/actor.ts';

export const demoLogins: readonly { login: string; role: Role }[] = [
  { login: 'demo-admin', role: 'administrator' },
  { login: 'supervisor1', role: 'supervisor' },
  { login: 'statistician', role: 'statistician' },
  { login: 'certifier1', role: 'region-certifier' },
  { login: 'liaison', role: 'national-liaison' },
  { login: 'banner', role: 'banner-reviewer' },
  { login: 'league', role: 'league-reviewer' },
  { login: 'operator', role: 'operating-company' },
  { login: 'unit', role: 'host-unit' },
  { login: 'supplier', role: 'supplier' },
];
