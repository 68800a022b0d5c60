import { describe, expect, it } from 'vitest';
import type { Context } from './context.ts';
import { person } from './people-commands.ts';

function run(...words: string[]) {
  const asked: string[] = [];
  const printed: string[] = [];
  const rows = [
    { id: 'p1', login: 'admin2', name: '乙', grants: [], disabledAtMs: 1 },
    { id: 'p2', login: 'admin', name: '甲', grants: [{ role: 'administrator' }], disabledAtMs: null },
  ];
  const client = {
    get: async (path: string) => {
      asked.push(path);
      return { rows };
    },
    post: async (path: string) => {
      asked.push(path);
      return { oneTimePassword: 'abcde-fghjk' };
    },
  };
  const context = { client, words, options: {}, print: (text: string) => printed.push(text) };
  return { asked, printed, done: person(context as unknown as Context) };
}

describe('person', () => {
  it('[PEO-16] reset finds exactly this login, and tells the new one-time password', async () => {
    const { asked, printed, done } = run('reset', 'admin');
    await done;
    expect(asked.at(-1)).toBe('/api/people/p2/reset');
    expect(printed.join('')).toContain('abcde-fghjk');
    await expect(run('reset', 'adm').done).rejects.toThrow('There is no login adm');
    await expect(run('reset').done).rejects.toThrow();
    await expect(run('remove').done).rejects.toThrow('person list');
  });

  it('[PEO-16] list names logins, roles and who is disabled', async () => {
    const { printed, done } = run('list');
    await done;
    expect(printed.join('')).toMatch(/admin2.*乙.*disabled\s+admin .*甲.*administrator/s);
  });
});
