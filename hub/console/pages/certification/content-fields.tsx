// The fields of an application's content, and both ways between form and content. Prices are typed in yuan.
import { Form, Input, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Content } from '../../../certification/application-content.ts';
import { bannerNames, leagueNames } from '../../shared/region-names.ts';
import { categories, qualityMarks } from './choices.ts';
import type { Application } from './types.ts';

export interface FormValues extends Omit<Content, 'helps' | 'priceBand'> {
  creditCode: string;
  how: string;
  people: number;
  minYuan: number;
  maxYuan: number;
}

export function contentOfForm(values: FormValues): Content {
  const { creditCode: _of, how, people, minYuan, maxYuan, ...rest } = values;
  return {
    ...rest,
    gtins: rest.gtins.map((gtin) => gtin.trim()),
    helps: { how, people },
    priceBand: { minFen: Math.round(minYuan * 100), maxFen: Math.round(maxYuan * 100) },
  };
}

export const formOfContent = ({ creditCode, content }: Application): FormValues => {
  const { helps, priceBand, ...rest } = content;
  return { ...rest, ...helps, creditCode, minYuan: priceBand.minFen / 100, maxYuan: priceBand.maxFen / 100 };
};

const grid = {
  display: 'grid',
  gridTemplateColumns: 'repeat(auto-fit, minmax(250px, 1fr))',
  columnGap: 20,
};

const bannerOptions = Object.entries(bannerNames).map(([value, name]) => ({
  value,
  label: `${leagueNames[`${value.slice(0, 4)}00`] ?? ''}${name}`,
}));

export function ContentFields() {
  const { t } = useTranslation();
  const rules = [{ required: true, message: t('certification.needed') }];
  const text = (name: 'name' | 'brand' | 'specification' | 'how', maxLength: number) => (
    <Form.Item name={name} label={t(`certification.content.${name}`)} rules={rules}>
      <Input maxLength={maxLength} data-testid={`field-${name}`} />
    </Form.Item>
  );
  const number = (name: keyof FormValues, label: string, precision: number, min: number, max: number) => (
    <Form.Item name={name} label={label} rules={rules}>
      <InputNumber
        min={min}
        max={max}
        precision={precision}
        style={{ width: '100%' }}
        data-testid={`field-${name}`}
      />
    </Form.Item>
  );
  return (
    <div style={grid}>
      {text('name', 80)}
      {text('brand', 60)}
      {text('specification', 60)}
      <Form.Item name="category" label={t('certification.content.category')} rules={rules}>
        <Select
          options={categories.map((value) => ({ value, label: t(`certification.categories.${value}`) }))}
          data-testid="field-category"
        />
      </Form.Item>
      <Form.Item
        name="gtins"
        label={t('certification.content.gtins')}
        rules={rules}
        extra={t('certification.content.gtinsHint')}
      >
        <Select
          mode="tags"
          open={false}
          suffixIcon={null}
          maxCount={8}
          tokenSeparators={[' ', ',', '、']}
          data-testid="field-gtins"
        />
      </Form.Item>
      <Form.Item name="banner" label={t('certification.content.banner')} rules={rules}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          options={bannerOptions}
          data-testid="field-banner"
        />
      </Form.Item>
      {text('how', 200)}
      {number('people', t('certification.content.people'), 0, 0, 10_000_000)}
      {number('minYuan', t('certification.content.priceMin'), 2, 0, 1_000_000)}
      {number('maxYuan', t('certification.content.priceMax'), 2, 0, 1_000_000)}
      {number('shelfLifeDays', t('certification.content.shelfLife'), 0, 1, 3650)}
      <Form.Item name="marks" label={t('certification.content.marks')}>
        <Select
          mode="multiple"
          options={qualityMarks.map((value) => ({ value, label: t(`certification.marks.${value}`) }))}
          data-testid="field-marks"
        />
      </Form.Item>
    </div>
  );
}
