// From whatever a route throws to one JSON shape.
import type { NextFunction, Request, Response } from 'express';
import { CatalogError, type CatalogErrorCode } from '../catalog/catalog-error.ts';
import { FleetError } from '../fleet/fleet-error.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Log } from '../platform/log.ts';
import { HttpError, type HttpErrorCode, statusOf } from './errors.ts';

const fromCatalog: Record<CatalogErrorCode, HttpErrorCode> = {
  'not-initialised': 'not-published',
  'already-initialised': 'not-published',
  'bad-entry': 'not-published',
  'duplicate-entry': 'not-published',
  'under-signed': 'not-published',
  'base-moved': 'conflict',
  'bad-key': 'internal',
  'bad-list': 'not-published',
  'too-large': 'not-published',
  'unknown-entry': 'unknown-entry',
  'unknown-supplier': 'unknown-supplier',
  'unknown-counter': 'unknown-counter',
  'unknown-sanction': 'unknown-sanction',
  'already-released': 'already-released',
};

/** HTTP-3: an error of any slice as one of the table; undefined when it is none that a caller may see. */
export function httpErrorOf(error: unknown): HttpError | undefined {
  if (error instanceof HttpError) return error;
  if (error instanceof DomainError) {
    const { kind, message, reason, values } = error;
    const isBare = Object.keys(values).length === 0;
    return new HttpError(kind, message, isBare ? { reason } : { reason, values });
  }
  if (error instanceof CatalogError) return new HttpError(fromCatalog[error.code], error.message);
  if (error instanceof FleetError)
    return new HttpError(error.code === 'invalid' ? 'bad-request' : error.code, error.message);
  const status = (error as { status?: unknown }).status;
  if (status === 413) return new HttpError('too-large');
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new HttpError('bad-request', (error as Error).message);
  return undefined;
}

export function sendError(response: Response, error: HttpError): void {
  const { code, message, more } = error;
  response.status(statusOf(code)).json({ error: { code, message: message.slice(0, 500) }, ...more });
}

/** The last handler of an app. */
export function errorHandler(log: Log) {
  return (error: unknown, request: Request, response: Response, next: NextFunction): void => {
    const known = httpErrorOf(error);
    if (known === undefined) log.error({ error, path: request.path }, 'a request failed');
    if (response.headersSent) return next(error);
    sendError(response, known ?? new HttpError('internal'));
  };
}
