// Described routes on an Express app: who asks, may they, what did they send; then the handler.
import { defineMessage } from '@zhuangui/protocol/schema.ts';
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import type { Actor, ObjectPlace } from '../../people/actor.ts';
import { can, canSomewhere } from '../../people/can.ts';
import type { Action } from '../../people/permissions.ts';
import { type Scope, scopeOf } from '../../people/scope.ts';
import { HttpError } from '../errors.ts';
import { readBody } from '../read-request.ts';
import type { Access } from './access.ts';
import { queryReader } from './read-query.ts';
import type { Call, Route, RouteAccess } from './route.ts';
import { createStreamBound, type StreamBound } from './stream-bound.ts';

const jsonBytesMax = 32_768;
type AnyShape = Route['shape'];

const noScope: Scope = {
  everything: false,
  leagues: [],
  banners: [],
  operatingCompanies: [],
  hostUnits: [],
  creditCodes: [],
};
const nobody: Actor = { kind: 'person', id: '', name: '', grants: [] };
const isAction = (access: RouteAccess): access is Action => access !== 'public' && access !== 'signed-in';

/** The file's own name, percent-encoded by the page because headers carry no Chinese; folders are cut off. */
function fileNameOf(request: Request): string {
  const given = request.get('x-file-name') ?? '';
  try {
    return (decodeURIComponent(given).split(/[\\/]/).pop() ?? '').slice(0, 200);
  } catch {
    return '';
  }
}

/** Adds every route in order. Bodies are read per route, after the access check: a stranger's upload is not kept. */
export function addRoutes(app: Express, routes: readonly Route[], access: Access): void {
  const streams = createStreamBound();
  for (const { shape } of routes) app[shape.method](shape.path, ...handlersOf(shape, access, streams));
}

function handlersOf(shape: AnyShape, access: Access, streams: StreamBound): RequestHandler[] {
  const read = bodyReader(shape);
  const readQuery = shape.query ? queryReader(shape.query) : () => ({});
  const callers = new WeakMap<Request, Actor>();
  const admit: RequestHandler = async (request, response, next) => {
    const actor = await admitted(shape, access, request);
    callers.set(request, actor);
    if (shape.body && !shape.file) refuseForms(request);
    if (shape.answerType === 'text/event-stream') streams.begin(actor, response);
    next();
  };
  const bytesMax = shape.file?.bytesMax ?? shape.bodyBytesMax ?? jsonBytesMax;
  const raw = express.raw({ type: () => true, limit: bytesMax });
  const handle: RequestHandler = async (request, response) => {
    const call = callOf(shape, access, callers.get(request) ?? nobody, request, response);
    const full = { ...call, query: readQuery(request.query), body: read(request.body) };
    const answer = await shape.handle(full as Call<never, never>);
    if (answer !== undefined && !response.headersSent) response.status(shape.status ?? 200).json(answer);
  };
  return shape.method === 'get' ? [admit, handle] : [admit, raw, handle];
}

/** SEC-4: a foreign page can make a browser send a form without asking; JSON it cannot. */
function refuseForms(request: Request): void {
  if (request.is(['application/x-www-form-urlencoded', 'multipart/form-data']))
    throw new HttpError('unsupported-type');
}

/** What anybody may do needs no proof of the page: a signed-in person is then nobody in particular. */
function asNobody(error: unknown): undefined {
  if (error instanceof HttpError && error.code === 'csrf-wrong') return undefined;
  throw error;
}

async function admitted(shape: AnyShape, access: Access, request: Request): Promise<Actor> {
  if (shape.access === 'public') return (await access.identify(request).catch(asNobody)) ?? nobody;
  const actor = await access.identify(request);
  if (!actor) throw new HttpError('not-signed-in');
  if (!isAction(shape.access) || canSomewhere(actor, shape.access)) return actor;
  await access.refused(actor, shape.access, request.path);
  throw new HttpError('forbidden');
}

function bodyReader(shape: AnyShape): (body: unknown) => unknown {
  if (!shape.body || shape.file) return () => undefined;
  const message = defineMessage('request', shape.bodyBytesMax ?? jsonBytesMax, shape.body);
  return (body) => readBody(message, body);
}

function callOf(
  shape: AnyShape,
  access: Access,
  actor: Actor,
  request: Request,
  response: Response,
): Omit<Call<unknown, unknown>, 'query' | 'body'> {
  const own = isAction(shape.access) ? shape.access : undefined;
  return {
    actor,
    params: request.params as Record<string, string>,
    bytes: request.body instanceof Uint8Array ? request.body : new Uint8Array(),
    fileName: fileNameOf(request),
    scope: own ? scopeOf(actor, own) : noScope,
    async demand(object: ObjectPlace, what: string, action: Action | undefined = own) {
      if (action && can(actor, action, object)) return;
      await access.refused(actor, action ?? shape.access, what);
      throw new HttpError('forbidden');
    },
    request,
    response,
  };
}
