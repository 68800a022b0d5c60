// The place of a grant: a node of the region tree, or the name of a company, unit or supplier.
import { AutoComplete, Input, TreeSelect } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place, Role } from '../../../people/actor.ts';
import { placeKindsOf, placeOf, placeValue } from '../../../people/person.ts';
import { bannerNames, leagueNames, regionName } from '../../shared/region-names.ts';
import { useApi } from '../../shared/use-api.ts';

interface Suggestions {
  operatingCompanies: string[];
  hostUnits: string[];
  creditCodes: string[];
}

const regionCode = '150000';

/** Nodes that do not fit the role can be opened, not chosen. */
function treeOf(kinds: readonly Place['kind'][]) {
  const leagues = Object.entries(leagueNames).map(([code, title]) => ({
    value: code,
    title,
    disabled: !kinds.includes('league'),
    children: kinds.includes('banner')
      ? Object.entries(bannerNames)
          .filter(([banner]) => banner.startsWith(code.slice(0, 4)))
          .map(([value, name]) => ({ value, title: name }))
      : [],
  }));
  const title = regionName(regionCode);
  return [{ value: regionCode, title, disabled: !kinds.includes('region'), children: leagues }];
}

const placeOfCode = (code: string): Place =>
  code === regionCode
    ? { kind: 'region' }
    : code.endsWith('00')
      ? { kind: 'league', code }
      : { kind: 'banner', code };

interface PlaceChoiceProps {
  role: Role;
  place: Place;
  onChange(place: Place): void;
}

export function PlaceChoice({ role, place, onChange }: PlaceChoiceProps) {
  const { t } = useTranslation();
  const kinds = placeKindsOf[role];
  const tree = useMemo(() => treeOf(kinds), [kinds]);
  const named = kinds[0] === 'operating-company' || kinds[0] === 'host-unit';
  const suggestions = useApi<Suggestions>(named ? '/api/people-places' : null).data;
  const label = t(`people.places.${kinds[0]}`);
  if (kinds.length === 1 && kinds[0] === 'region') return <span>{regionName(regionCode)}</span>;
  if (kinds[0] === 'supplier')
    return (
      <Input
        value={placeValue(place)}
        onChange={({ target }) => onChange(placeOf('supplier', target.value.trim().toUpperCase()))}
        placeholder={t('people.places.supplier')}
        aria-label={label}
        maxLength={18}
        className="place"
      />
    );
  if (named) {
    const known = kinds[0] === 'host-unit' ? suggestions?.hostUnits : suggestions?.operatingCompanies;
    return (
      <AutoComplete
        value={placeValue(place)}
        onChange={(value: string) => onChange(placeOf(kinds[0]!, value))}
        options={(known ?? []).map((value) => ({ value }))}
        showSearch={{ filterOption: true }}
        placeholder={label}
        aria-label={label}
        className="place"
      />
    );
  }
  const code = place.kind === 'region' ? regionCode : placeValue(place);
  return (
    <TreeSelect
      value={code === '' ? null : code}
      treeData={tree}
      showSearch={{ treeNodeFilterProp: 'title' }}
      treeDefaultExpandedKeys={[regionCode, code.length === 6 ? `${code.slice(0, 4)}00` : '']}
      onChange={(value: string | null) => value && onChange(placeOfCode(value))}
      placeholder={t('people.places.choose')}
      aria-label={t('people.places.choose')}
      popupMatchSelectWidth={320}
      className="place"
      data-testid="place"
    />
  );
}
