// Roles and places of one person or token, a line each.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { type Grant, type Place, type Role, roles } from '../../../people/actor.ts';
import { placeKindsOf, placeOf, placeValue } from '../../../people/person.ts';
import { PlaceChoice } from './place-choice.tsx';

/** The widest place that fits the role without being chosen; a code or name is still to be given elsewhere. */
const firstPlace = (role: Role): Place => placeOf(placeKindsOf[role][0]!, '');

export const isComplete = (grants: readonly Grant[]): boolean =>
  grants.every(({ place }) => place.kind === 'region' || placeValue(place).trim() !== '');

interface GrantsEditorProps {
  grants: readonly Grant[];
  onChange(grants: Grant[]): void;
}

export function GrantsEditor({ grants, onChange }: GrantsEditorProps) {
  const { t } = useTranslation();
  const options = roles.map((value) => ({ value, label: t(`people.roles.${value}`) }));
  const put = (index: number, grant: Grant) =>
    onChange(grants.map((one, at) => (at === index ? grant : one)));
  return (
    <fieldset className="grants">
      <legend>{t('people.grants')}</legend>
      {grants.map((grant, index) => (
        // Lines have no other identity while they are edited.
        <div key={index} className="grant">
          <Select
            value={grant.role}
            options={options}
            onChange={(role: Role) => put(index, { role, place: firstPlace(role) })}
            aria-label={t('people.role')}
            className="role"
            data-testid="role"
          />
          <PlaceChoice
            role={grant.role}
            place={grant.place}
            onChange={(place) => put(index, { role: grant.role, place })}
          />
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t('people.removeGrant')}
            onClick={() => onChange(grants.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <Button
        icon={<PlusOutlined />}
        onClick={() => onChange([...grants, { role: 'supervisor', place: firstPlace('supervisor') }])}
        data-testid="grant-add"
      >
        {t('people.addGrant')}
      </Button>
    </fieldset>
  );
}
