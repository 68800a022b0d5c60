// pure
// Who acts: a person, a system with a token, or the hub's own machine; and what each role may do where.

/** A role is data in a grant; what it may do is the table in `permissions.ts`. */
export const roles = [
  /** 平台管理员 */
  'administrator',
  /** 旗县区审核员 */
  'banner-reviewer',
  /** 盟市复核员 */
  'league-reviewer',
  /** 自治区认定员; three of them hold the catalog keys */
  'region-certifier',
  /** 国家报送员: submits the region's batch and records what the national office published */
  'national-liaison',
  /** 监管人员 */
  'supervisor',
  /** 统计人员 */
  'statistician',
  /** 运营单位 */
  'operating-company',
  /** 帮扶单位 */
  'host-unit',
  /** 企业、合作社 */
  'supplier',
] as const;
export type Role = (typeof roles)[number];

/** Where a role holds: a node of the region tree, or everything of one company, unit or supplier. */
export type Place =
  | { kind: 'region' }
  | { kind: 'league'; code: string }
  | { kind: 'banner'; code: string }
  | { kind: 'operating-company'; name: string }
  | { kind: 'host-unit'; name: string }
  | { kind: 'supplier'; creditCode: string };

export interface Grant {
  role: Role;
  place: Place;
}

export interface Actor {
  /** `machine`: holds the hub's own administrator token (command line, demonstration). */
  kind: 'person' | 'token' | 'machine';
  /** Stable: person's id, token's id, or `machine`. */
  id: string;
  /** Shown and kept in audit and history. */
  name: string;
  grants: readonly Grant[];
  /** A token acts within these actions only. */
  scopes?: readonly string[];
  /** When the person last proved who they are, wall time: very sensitive acts ask for it anew (PEO). */
  provedAtMs?: number;
}

/** What an object belongs to. What is not said is not known: only a grant for the whole region covers it. */
export interface ObjectPlace {
  league?: string;
  banner?: string;
  operatingCompany?: string;
  hostUnit?: string;
  creditCode?: string;
}
