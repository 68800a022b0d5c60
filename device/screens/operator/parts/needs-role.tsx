import { operatorRoles } from '@zhuangui/protocol/settings.ts';
import { useTranslation } from 'react-i18next';
import { permissionsOf } from '../../../operator/roles.ts';
import type { Permission } from '../../views.ts';

/** Says which roles may do what this one may not. */
export function NeedsRole({ need }: { need: Permission }) {
  const { t } = useTranslation();
  const roles = operatorRoles.filter((role) => permissionsOf(role).includes(need));
  const names = roles.map((role) => t(`desk.roles.${role}`)).join(t('desk.or'));
  return <small className="needs-role">{t('desk.needsRole', { roles: names })}</small>;
}
