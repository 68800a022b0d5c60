// A channel is registered: what it is, where, under which programme.
import { AutoComplete, type ButtonProps, Form, Input, Modal, Select, TreeSelect } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bannerNames, leagueNames } from '../../shared/region-names.ts';
import { useAct } from '../../shared/use-api.ts';
import { type Channel, channelKinds, programmes } from './types.ts';

const tree = Object.entries(leagueNames).map(([league, title]) => ({
  value: league,
  title,
  children: Object.entries(bannerNames)
    .filter(([banner]) => banner.startsWith(league.slice(0, 4)))
    .map(([value, name]) => ({ value, title: name })),
}));

interface NewChannelProps {
  onClose(): void;
  onMade(channel: Channel): void;
}

export function NewChannel({ onClose, onMade }: NewChannelProps) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const [kind, setKind] = useState<Channel['kind']>('hall');
  const [name, setName] = useState('');
  const [place, setPlace] = useState<string>();
  const [programme, setProgramme] = useState<string>(programmes[2]);
  const isReady = name.trim() !== '' && programme.trim() !== '';

  async function save(): Promise<void> {
    const where = place === undefined ? {} : place.endsWith('00') ? { league: place } : { banner: place };
    const body = { kind, name: name.trim(), programme: programme.trim(), ...where };
    const made = await act<Channel>('post', '/api/channels', body, { refresh: ['/api/channels'] });
    if (!made) return;
    onClose();
    onMade(made);
  }

  return (
    <Modal
      open
      title={t('channels.add')}
      okText={t('channels.register')}
      cancelText={t('shell.cancel')}
      onOk={() => void save()}
      onCancel={onClose}
      okButtonProps={{ disabled: !isReady, loading: busy, 'data-testid': 'channel-create' } as ButtonProps}
    >
      <Form layout="vertical" component="div">
        <Form.Item label={t('channels.kind')} htmlFor="channel-kind">
          <Select
            id="channel-kind"
            value={kind}
            onChange={setKind}
            options={channelKinds.map((value) => ({ value, label: t(`channels.kinds.${value}`) }))}
          />
        </Form.Item>
        <Form.Item label={t('channels.name')} htmlFor="channel-name">
          <Input
            id="channel-name"
            value={name}
            maxLength={80}
            autoFocus
            onChange={({ target }) => setName(target.value)}
          />
        </Form.Item>
        <Form.Item label={t('channels.place')} htmlFor="channel-place" extra={t('channels.placeHint')}>
          <TreeSelect
            id="channel-place"
            value={place ?? null}
            treeData={tree}
            allowClear
            showSearch={{ treeNodeFilterProp: 'title' }}
            placeholder={t('channels.wholeRegion')}
            onChange={(value: string | null) => setPlace(value ?? undefined)}
          />
        </Form.Item>
        <Form.Item label={t('channels.programme')} htmlFor="channel-programme">
          <AutoComplete
            id="channel-programme"
            value={programme}
            maxLength={40}
            options={programmes.map((value) => ({ value }))}
            onChange={(value: string) => setProgramme(value)}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
