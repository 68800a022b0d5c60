// From the console's own pages, under this hub's own names, and not by trying.
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { sendError } from './error-answers.ts';
import { HttpError } from './errors.ts';

/** HTTP-4: another page in the same browser neither reads nor presses anything here. */
export function ownPagesOnly(request: Request, _response: Response, next: NextFunction): void {
  const site = request.headers['sec-fetch-site'];
  const isOwn = site === undefined ? hasOwnOrigin(request) : site === 'same-origin' || site === 'none';
  next(isOwn ? undefined : new HttpError('foreign-page'));
}

/** SEC-4: over plain HTTP browsers do not say from which site they come, but still from which page. */
function hasOwnOrigin(request: Request): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === request.host;
}

/**
 * HTTP-4: a foreign name that was made to lead here (DNS rebinding) would make its page one of our own. Addresses,
 * localhost, the machine's own name and those of the configuration are ours.
 */
export const ownNamesOnly = (names: readonly string[]): RequestHandler => {
  const own = new Set(['localhost', hostname().toLowerCase(), ...names.map((name) => name.toLowerCase())]);
  return (request, _response, next) => {
    const name = (request.hostname ?? '').replace(/^\[(.*)\]$/, '$1').toLowerCase();
    next(isIP(name) !== 0 || own.has(name) ? undefined : new HttpError('foreign-page'));
  };
};

/** HTTP-2, SEC-7: so many answers of 401, 403 or 429 (a locked login costs the store a write) a minute and address, then only 429. */
export const wrongTriesLimit = (limit: number, applies: (request: Request) => boolean): RequestHandler =>
  rateLimit({
    windowMs: 60_000,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    skip: (request) => !applies(request),
    keyGenerator: (request) => ipKeyGenerator(request.ip ?? ''),
    requestWasSuccessful: (_request, { statusCode }) => ![401, 403, 429].includes(statusCode),
    skipSuccessfulRequests: true,
    handler: (_request, response) => sendError(response, new HttpError('too-many-tries')),
  });

/** PEO-15: passwords and answers of security keys are tried here. */
const triedPaths = /^\/(session|account\/password)(\/|$)/;
export const isSignIn = ({ method, path }: Request): boolean => method === 'POST' && triedPaths.test(path);

/** CHAN-2: a channel's key is tried here by whoever has none; its wrong tries are audited, so they are bounded. */
export const isChannelReport = ({ method, path }: Pick<Request, 'method' | 'path'>): boolean =>
  method === 'POST' && /^\/channels\/[^/]+\/batches\/?$/.test(path);
