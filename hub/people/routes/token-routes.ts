// Tokens of programs, managed by administrators.
import { Closed, TimeMs } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { type Route, route } from '../../http/routes/route.ts';
import type { Clock } from '../../platform/clock.ts';
import { tokenActions } from '../api-tokens.ts';
import type { People } from '../people.ts';
import { requireProof } from '../session-rules.ts';
import { ActionShape, GrantShape, PersonName, rowsOf, TokenView } from './schemas.ts';

export function tokenRoutes({ people, clock }: { people: People; clock: Clock }): Route[] {
  const { tokens } = people;
  const common = { tag: 'tokens', access: 'token.manage' } as const;
  return [
    route({
      ...common,
      method: 'get',
      path: '/api/tokens',
      summary: 'Tokens of programs, newest first, without their texts.',
      answer: rowsOf(TokenView),
      async handle({ demand }) {
        await demand({}, 'tokens');
        const rows = tokens.list();
        return { rows, total: rows.length };
      },
    }),
    route({
      ...common,
      method: 'get',
      path: '/api/tokens/scopes',
      summary: 'Actions that a token may have.',
      answer: Closed({ scopes: Type.Array(ActionShape) }),
      handle: () => ({ scopes: tokenActions }),
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/tokens',
      summary: 'Makes a token; its text is told once.',
      body: Closed({
        name: PersonName,
        scopes: Type.Array(ActionShape, { minItems: 1, maxItems: 60 }),
        grants: Type.Array(GrantShape, { minItems: 1, maxItems: 20 }),
        expiresAtMs: TimeMs,
      }),
      status: 201,
      answer: Closed({ token: TokenView, text: Type.String() }),
      async handle({ body, actor, demand }) {
        await demand({}, 'tokens');
        requireProof(actor, clock.nowMs());
        return tokens.create(body, actor);
      },
    }),
    route({
      ...common,
      method: 'delete',
      path: '/api/tokens/:id',
      summary: 'Revokes a token at once.',
      answer: TokenView,
      async handle({ params, actor, demand }) {
        await demand({}, `token/${params['id']}`);
        return tokens.revoke(params['id'] ?? '', actor);
      },
    }),
  ];
}
