// One person: name and roles, disabled or not, a new password; and what this person did.
import { Button, Descriptions, Form, Input, Popconfirm } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { Grant } from '../../../people/actor.ts';
import { dayTimeOf } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { useAct, useApi } from '../../shared/use-api.ts';
import { GrantsEditor, isComplete } from './grants-editor.tsx';
import { State } from './people-page.tsx';
import './people.css';
import type { PersonRow } from './place-words.ts';
import { ToldOnce } from './told-once.tsx';

export default function PersonPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const query = useApi<PersonRow>(`/api/people/${encodeURIComponent(id)}`);
  return (
    <PageFrame title={query.data?.name ?? t('people.one')} back="/people">
      <Loaded query={query}>{(person) => <Person key={person.id} person={person} />}</Loaded>
    </PageFrame>
  );
}

function Person({ person }: { person: PersonRow }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const [name, setName] = useState(person.name);
  const [grants, setGrants] = useState<Grant[]>(person.grants);
  const [secret, setSecret] = useState<string>();
  const path = `/api/people/${person.id}`;
  const isDisabled = person.disabledAtMs !== null;
  const options = { refresh: ['/api/people'] };
  const hasChanged = name.trim() !== person.name || JSON.stringify(grants) !== JSON.stringify(person.grants);

  async function reset(): Promise<void> {
    const made = await act<{ oneTimePassword: string }>('post', `${path}/reset`, undefined, options);
    if (made) setSecret(made.oneTimePassword);
  }

  return (
    <div className="person">
      <div className="panel pad">
        <Descriptions size="small" column={{ xs: 1, sm: 2 }}>
          <Descriptions.Item label={t('people.login')}>{person.login}</Descriptions.Item>
          <Descriptions.Item label={t('people.state')}>
            <State row={person} />
          </Descriptions.Item>
          <Descriptions.Item label={t('people.createdAt')}>{dayTimeOf(person.createdAtMs)}</Descriptions.Item>
          <Descriptions.Item label={t('people.signedInAt')}>
            {person.signedInAtMs === null ? t('people.never') : dayTimeOf(person.signedInAtMs)}
          </Descriptions.Item>
        </Descriptions>
        <Link to={`/audit?actor=${person.id}`}>{t('people.acts')}</Link>
      </div>
      <div className="panel pad">
        <Form layout="vertical" component="div">
          <Form.Item label={t('people.name')} htmlFor="person-name">
            <Input
              id="person-name"
              value={name}
              onChange={({ target }) => setName(target.value)}
              maxLength={40}
            />
          </Form.Item>
          <GrantsEditor grants={grants} onChange={setGrants} />
        </Form>
        <p className="hint">{t('people.atOnce')}</p>
        <Button
          type="primary"
          loading={busy}
          disabled={!hasChanged || name.trim() === '' || !isComplete(grants)}
          onClick={() => void act('put', path, { name: name.trim(), grants }, options)}
          data-testid="person-save"
        >
          {t('people.save')}
        </Button>
      </div>
      <div className="panel pad buttons">
        <Popconfirm
          title={t('people.resetAsk')}
          okText={t('people.reset')}
          cancelText={t('shell.cancel')}
          onConfirm={() => void reset()}
        >
          <Button data-testid="person-reset">{t('people.reset')}</Button>
        </Popconfirm>
        <Popconfirm
          title={t(isDisabled ? 'people.enableAsk' : 'people.disableAsk')}
          okText={t(isDisabled ? 'people.enable' : 'people.disable')}
          cancelText={t('shell.cancel')}
          onConfirm={() =>
            void act('post', `${path}/${isDisabled ? 'enable' : 'disable'}`, undefined, options)
          }
        >
          <Button danger={!isDisabled} data-testid="person-disable">
            {t(isDisabled ? 'people.enable' : 'people.disable')}
          </Button>
        </Popconfirm>
      </div>
      <ToldOnce
        title={t('people.oneTime')}
        hint={t('people.oneTimeHint')}
        secret={secret}
        onClose={() => setSecret(undefined)}
      />
    </div>
  );
}
