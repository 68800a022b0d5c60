// Roles with their places, one tag each.
import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Grant } from '../../../people/actor.ts';
import { placeWords } from './place-words.ts';

export function GrantTags({ grants }: { grants: readonly Grant[] }) {
  const { t } = useTranslation();
  if (grants.length === 0) return <span className="hint">{t('people.noGrants')}</span>;
  return (
    <>
      {grants.map(({ role, place }) => (
        <Tag key={`${role}${placeWords(place)}`} color={role === 'administrator' ? 'red' : 'blue'}>
          {t(`people.roles.${role}`)} · {placeWords(place)}
        </Tag>
      ))}
    </>
  );
}
