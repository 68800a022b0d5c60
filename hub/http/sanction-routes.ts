// The three sanctions: imposed, released, and how far each has come.
import { defineMessage } from '@zhuangui/protocol/schema.ts';
import { Closed, CounterId, CreditCode, EntryId, Lot, Text } from '@zhuangui/protocol/units.ts';
import type { Express, Request } from 'express';
import Type from 'typebox';
import type { SanctionKind } from '../sanctions/sanction-lists.ts';
import type { Imposed } from '../sanctions/sanctions.ts';
import { HttpError } from './errors.ts';
import type { HttpParts } from './hub-parts.ts';
import { readBody, readNumber } from './read-request.ts';

const reason = Text(300);
const lots = Type.Optional(Type.Array(Lot, { minItems: 1, maxItems: 200, uniqueItems: true }));
const withdrawalMessage = defineMessage('withdrawal', 16_384, Closed({ entry: EntryId, lots, reason }));
const blacklistingMessage = defineMessage('blacklisting', 2048, Closed({ creditCode: CreditCode, reason }));
const suspensionMessage = defineMessage('suspension', 2048, Closed({ counter: CounterId, reason }));

/** There is one administrator until people have accounts of their own. */
const by = 'administrator';

const kindsOf: Record<string, readonly SanctionKind[]> = {
  withdrawals: ['product', 'lot'],
  blacklistings: ['supplier'],
  suspensions: ['channel', 'company'],
};

export function addSanctionRoutes(app: Express, parts: HttpParts): void {
  const { sanctions, live } = parts;

  async function find(id: string) {
    const sanction = await sanctions.find(id);
    if (sanction) return sanction;
    throw new HttpError('unknown-sanction', `There is no sanction ${id}: list them to see their ids.`);
  }

  async function shown(imposed: Imposed) {
    await live.refreshLists();
    return { ...imposed, sanction: live.sanctionRow(await find(imposed.id)) };
  }

  function addImposing(path: string, impose: (request: Request) => Promise<Imposed>): void {
    app.post(`/api/${path}`, async (request, response) => {
      response.status(201).json(await shown(await impose(request)));
    });
    app.post(`/api/${path}/:id/release`, async (request, response) => {
      const { kind, id } = await find(String(request.params['id']));
      if (!kindsOf[path]!.includes(kind))
        throw new HttpError('wrong-kind', `Sanction ${id} is of kind ${kind}, which is not under ${path}.`);
      response.json(await shown(await sanctions.release(id, by)));
    });
  }

  addImposing('withdrawals', async ({ body }) => {
    const wanted = readBody(withdrawalMessage, body);
    const grounds = { reason: wanted.reason, by };
    return sanctions.withdrawProduct(wanted.entry, wanted.lots ? { ...grounds, lots: wanted.lots } : grounds);
  });
  addImposing('blacklistings', async ({ body }) => {
    const wanted = readBody(blacklistingMessage, body);
    return sanctions.blacklistSupplier(wanted.creditCode, { reason: wanted.reason, by });
  });
  addImposing('suspensions', async ({ body }) => {
    const wanted = readBody(suspensionMessage, body);
    return sanctions.suspendChannel(wanted.counter, { reason: wanted.reason, by });
  });

  app.get('/api/sanctions', async ({ query }, response) => {
    const rows =
      query['active'] === '1'
        ? await sanctions.active()
        : await sanctions.history(readNumber(query['limit'], 'limit', 100, 1000));
    response.json({ sanctions: rows.map(live.sanctionRow) });
  });
  app.get('/api/sanctions/:id', async (request, response) => {
    response.json(live.sanctionRow(await find(request.params.id)));
  });
}
