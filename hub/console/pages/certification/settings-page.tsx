// Cut-off day, publicity and checklists: data, changed by an administrator.
import { Button, Checkbox, Form, Input, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { levels } from '../../../certification/application-machine.ts';
import type { ChecklistItem } from '../../../certification/checklist.ts';
import type { CertificationSettings } from '../../../certification/settings.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { useAct, useApi } from '../../shared/use-api.ts';

const path = '/api/certification/settings';
const oneByOne = levels.filter((level) => level !== 'national');
type Lists = Record<(typeof oneByOne)[number], string>;
type Values = Omit<CertificationSettings, 'checklists'> & Lists;

const textOf = (items: readonly ChecklistItem[]) =>
  items.map(({ id, zh, en }) => `${id} | ${zh} | ${en}`).join('\n');
const linePattern = /^[a-z0-9-]{1,40}\s*[|｜][^|｜]+[|｜][^|｜]+$/;
const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
const itemsOf = (text: string): ChecklistItem[] =>
  linesOf(text).map((line) => {
    const [id = '', zh = '', en = ''] = line.split(/[|｜]/).map((part) => part.trim());
    return { id, zh, en };
  });

export default function SettingsPage() {
  const { t } = useTranslation();
  const query = useApi<CertificationSettings>(path);
  return (
    <PageFrame title={t('certification.settings')}>
      <Loaded query={query}>{(settings) => <SettingsForm settings={settings} />}</Loaded>
    </PageFrame>
  );
}

function SettingsForm({ settings }: { settings: CertificationSettings }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const { checklists, ...plain } = settings;
  const of = (name: string, values = {}) => t(`certification.settingsForm.${name}`, values);
  function save({ cutOffDay, publicityDays, mayCloseEarly, ...lists }: Values): void {
    const changed = Object.fromEntries(oneByOne.map((level) => [level, itemsOf(lists[level])]));
    const body = { cutOffDay, publicityDays, mayCloseEarly, checklists: { ...checklists, ...changed } };
    void act('put', path, body, { done: of('saved'), refresh: [path] });
  }
  const initial = {
    ...plain,
    ...Object.fromEntries(oneByOne.map((level) => [level, textOf(checklists[level])])),
  };
  return (
    <div className="panel pad">
      <Form<Values>
        layout="vertical"
        requiredMark={false}
        initialValues={initial}
        onFinish={save}
        style={{ maxWidth: 720 }}
      >
        <Form.Item name="cutOffDay" label={of('cutOffDay')}>
          <InputNumber min={1} max={28} precision={0} data-testid="cut-off-day" />
        </Form.Item>
        <Form.Item name="publicityDays" label={of('publicityDays')}>
          <InputNumber min={0} max={60} precision={0} data-testid="publicity-days" />
        </Form.Item>
        <Form.Item name="mayCloseEarly" valuePropName="checked">
          <Checkbox data-testid="may-close-early">{of('mayCloseEarly')}</Checkbox>
        </Form.Item>
        {oneByOne.map((level) => (
          <Form.Item
            key={level}
            name={level}
            label={of('checklist', { level: t(`certification.levels.${level}`) })}
            extra={of('checklistHint')}
            rules={[
              {
                validator: (_rule, text: string) =>
                  linesOf(text).every((line) => linePattern.test(line))
                    ? Promise.resolve()
                    : Promise.reject(new Error(of('wrongLine'))),
              },
            ]}
          >
            <Input.TextArea autoSize={{ minRows: 2, maxRows: 10 }} />
          </Form.Item>
        ))}
        <Button type="primary" htmlType="submit" loading={busy} data-testid="save-settings">
          {of('save')}
        </Button>
      </Form>
    </div>
  );
}
