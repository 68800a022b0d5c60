// The register of suppliers over HTTP.

import { Closed } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { type Route, route } from '../../http/routes/route.ts';
import { SupplierBody, supplierPlace } from '../suppliers.ts';
import { type CertificationRouteParts, seenSupplier } from './route-parts.ts';
import { Ok, ok, pageOf, pageQuery, rowsOf, SupplierView } from './shapes.ts';

const SupplierQuery = Closed({
  ...pageQuery,
  banner: Type.Optional(Type.String({ maxLength: 6 })),
  status: Type.Optional(Type.Union([Type.Literal('active'), Type.Literal('closed')])),
  blacklisted: Type.Optional(Type.Literal('1')),
});
const tag = 'certification';

export const supplierRoutes = ({ certification }: CertificationRouteParts): Route[] => [
  route({
    method: 'get',
    path: '/api/suppliers',
    tag,
    summary: 'Registered suppliers in one’s place; whether one is blacklisted follows from the sanctions.',
    access: 'supplier.read',
    query: SupplierQuery,
    answer: rowsOf(SupplierView),
    handle: ({ scope, query }) =>
      certification.suppliers.list(scope, {
        ...query,
        isBlacklisted: query.blacklisted === '1',
        ...pageOf(query),
      }),
  }),
  route({
    method: 'get',
    path: '/api/suppliers/:creditCode',
    tag,
    summary: 'One supplier.',
    access: 'supplier.read',
    answer: SupplierView,
    handle: (call) => seenSupplier(certification, call),
  }),
  route({
    method: 'post',
    path: '/api/suppliers',
    tag,
    summary: 'Registers a supplier; the credit code’s check character is verified (GB 32100).',
    access: 'supplier.write',
    body: SupplierBody,
    answer: Ok,
    status: 201,
    async handle({ actor, body, demand }) {
      await demand(supplierPlace(body), `supplier/${body.creditCode}`);
      await certification.suppliers.register(actor, body);
      return ok;
    },
  }),
  route({
    method: 'put',
    path: '/api/suppliers/:creditCode',
    tag,
    summary: 'Changes a supplier’s name, place, contact or status.',
    access: 'supplier.write',
    body: Type.Omit(SupplierBody, ['creditCode'], { additionalProperties: false }),
    answer: Ok,
    async handle(call) {
      const before = await seenSupplier(certification, call);
      await call.demand(supplierPlace(before), `supplier/${before.creditCode}`);
      await certification.suppliers.update(call.actor, { ...call.body, creditCode: before.creditCode });
      return ok;
    },
  }),
];
