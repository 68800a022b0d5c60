import { describe, expect, it } from 'vitest';
import { roles } from '../../../people/actor.ts';
import { actions } from '../../../people/permissions.ts';
import { en } from '../../locales/en.ts';
import { zhCN } from '../../locales/zh-CN.ts';
import { placeWords } from './place-words.ts';

const at = (tree: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], tree);

describe('words of people', () => {
  it.each([
    ['zh-CN', zhCN],
    ['en', en],
  ])('[PEO-1] %s names every action and every role', (_name, words) => {
    for (const action of actions) expect(at(words, `actions.${action}`), action).toEqual(expect.any(String));
    for (const role of roles) expect(at(words, `people.roles.${role}`), role).toEqual(expect.any(String));
  });

  it('[PEO-2] a place is named as people name it', () => {
    expect(placeWords({ kind: 'region' })).toBe('内蒙古自治区');
    expect(placeWords({ kind: 'banner', code: '150430' })).toBe('敖汉旗');
    expect(placeWords({ kind: 'host-unit', name: '<b>某单位</b>' })).toBe('<b>某单位</b>');
  });
});
