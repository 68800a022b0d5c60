// What an office may set for certification; kept as data because names, days and lists change.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { Closed } from '@zhuangui/protocol/units.ts';
import Type, { type Static } from 'typebox';
import type { Actor } from '../people/actor.ts';
import { type CertificationParts, requireCan } from './certification-parts.ts';
import { Checklists, defaultChecklists } from './checklist.ts';

export const CertificationSettings = Closed({
  /** First day of the month (UTC+8) on which it is too late for the month's batch. */
  cutOffDay: Type.Integer({ minimum: 1, maximum: 28 }),
  /** Days between the national result and publication. */
  publicityDays: Type.Integer({ minimum: 0, maximum: 60 }),
  /** A batch may be closed before its cut-off: for demonstrations and training. */
  mayCloseEarly: Type.Boolean(),
  checklists: Checklists,
});
export type CertificationSettings = Static<typeof CertificationSettings>;

const defaults = (isDemo: boolean): CertificationSettings => ({
  cutOffDay: 20,
  publicityDays: isDemo ? 0 : 5,
  mayCloseEarly: isDemo,
  checklists: defaultChecklists,
});

export async function readSettings(queries: Queries, isDemo: boolean): Promise<CertificationSettings> {
  const [row] = await queries.query<{ value: string }>(
    "SELECT value FROM certification_setting WHERE name = 'settings'",
  );
  return { ...defaults(isDemo), ...(row ? (JSON.parse(row.value) as Partial<CertificationSettings>) : {}) };
}

/** CERT-20. */
export async function writeSettings(
  parts: CertificationParts,
  actor: Actor,
  settings: CertificationSettings,
): Promise<void> {
  requireCan(actor, 'certification.configure', {});
  await parts.db.transaction(async (tx) => {
    await tx.run(
      `INSERT INTO certification_setting (name, value) VALUES ('settings', ?)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
      [JSON.stringify(settings)],
    );
    const detail = `cutOffDay ${settings.cutOffDay}, publicityDays ${settings.publicityDays}, mayCloseEarly ${settings.mayCloseEarly}`;
    await parts.audit.write(tx, {
      actor,
      action: 'certification.configure',
      object: 'certification/settings',
      outcome: 'done',
      detail,
    });
  });
}
