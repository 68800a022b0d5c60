import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { allMessages } from '@zhuangui/protocol/registry.ts';
import { downlinkKinds, uplinkKinds } from '@zhuangui/protocol/topics.ts';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { asyncApiDocument } from './asyncapi.ts';
import { asyncApiPage } from './docs-page.ts';

const asyncApiSchema = () => {
  const path = createRequire(import.meta.url).resolve('@asyncapi/specs/schemas/3.0.0-without-$id.json');
  return JSON.parse(readFileSync(path, 'utf8')) as object;
};

describe('the AsyncAPI document', () => {
  it('[API-3] fits the AsyncAPI 3.0 schema', () => {
    const ajv = new Ajv({ strict: false, logger: false, validateFormats: false });
    const check = ajv.compile(asyncApiSchema());
    check(asyncApiDocument());
    expect(check.errors ?? []).toEqual([]);
    expect(check({ ...asyncApiDocument(), operations: { x: { action: 'shout' } } })).toBe(false);
  });

  it('[API-3] has every topic and every message of the wire', () => {
    const { channels, components, operations } = asyncApiDocument();
    expect(Object.keys(channels)).toEqual([...uplinkKinds, ...downlinkKinds, 'lists']);
    expect(Object.keys(components.messages)).toHaveLength(allMessages.length);
    expect(operations).toMatchObject({
      'receive-journal': { action: 'receive' },
      'send-position': { action: 'send' },
    });
    const page = asyncApiPage(asyncApiDocument());
    expect(page).toContain('counters/{counter}/journal');
    expect(page).not.toContain('<script');
  });
});
