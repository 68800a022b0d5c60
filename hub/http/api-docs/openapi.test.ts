import { Closed } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { route } from '../routes/route.ts';
import { openApiPage } from './docs-page.ts';
import { openApiDocument } from './openapi.ts';

const sample = route({
  method: 'post',
  path: '/api/things/:id/rows',
  tag: 'things',
  summary: '<script>alert(1)</script>',
  access: 'channel.report',
  body: Closed({ name: Type.String() }),
  query: Closed({ page: Type.Optional(Type.Integer({ minimum: 1 })), word: Type.String() }),
  answer: Closed({ id: Type.String() }),
  status: 201,
  handle: () => ({ id: '1' }),
});

describe('the OpenAPI document', () => {
  it('[API-1] says path, query, body, answer and who may, as the route does', () => {
    const { paths } = openApiDocument([sample]);
    expect(paths['/api/things/{id}/rows']?.['post']).toMatchObject({
      operationId: 'post-things-id-rows',
      description: 'Needs the action `channel.report`.',
      parameters: [
        { name: 'id', in: 'path', required: true },
        { name: 'page', in: 'query', required: false, schema: { type: 'integer', minimum: 1 } },
        { name: 'word', in: 'query', required: true },
      ],
      requestBody: { content: { 'application/json': { schema: { required: ['name'] } } } },
      responses: { 201: { content: { 'application/json': { schema: { required: ['id'] } } } } },
    });
  });

  it('[API-2] its page has no script, and text of a route stays text', () => {
    const page = openApiPage(openApiDocument([sample]));
    expect(page).toContain('&#60;script&#62;alert(1)');
    expect(page).not.toContain('<script');
  });
});
