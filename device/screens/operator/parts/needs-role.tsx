import type { OperatorRole } from '@zhuangui/protocol/settings.ts';
import { useTranslation } from 'react-i18next';
import { permissionsOf } from '../../../operator/roles.ts';
import type { Permission } from '../../views.ts';

/** As keys: the protocol's own list would bring its schemas onto the page. */
const all: Record<OperatorRole, true> = { operator: true, technician: true, supervisor: true };
const operatorRoles = Object.keys(all) as OperatorRole[];

/** Says which roles may do what this one may not. */
export function NeedsRole({ need }: { need: Permission }) {
  const { t } = useTranslation();
  const roles = operatorRoles.filter((role) => permissionsOf(role).includes(need));
  const names = roles.map((role) => t(`desk.roles.${role}`)).join(t('desk.or'));
  return <small className="needs-role">{t('desk.needsRole', { roles: names })}</small>;
}
