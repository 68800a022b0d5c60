// pure
// A route of the hub's interface, said once: the same description serves the request and the OpenAPI document.
import type { Request, Response } from 'express';
import type { Static, TObject, TSchema } from 'typebox';
import type { Actor, ObjectPlace } from '../../people/actor.ts';
import type { Action } from '../../people/permissions.ts';
import type { Scope } from '../../people/scope.ts';

/**
 * `public`: nobody needs to sign in. `signed-in`: anybody who did. An action: whoever may do it somewhere; the handler
 * narrows by `call.scope` in its query, or asks `call.demand` about the object it acts on.
 */
export type RouteAccess = 'public' | 'signed-in' | Action;

export interface Call<Body, Query> {
  actor: Actor;
  /** Path parameters, decoded. */
  params: Record<string, string>;
  query: Query;
  body: Body;
  /** The file of a route with `file`. */
  bytes: Uint8Array;
  /** Its name as the browser gave it, without folders; only to be shown. */
  fileName: string;
  /** Where the actor may do the route's action. */
  scope: Scope;
  /** Throws HttpError `forbidden`, and audits the refusal, unless the actor may do this (default: the route's action) to the object. */
  demand(object: ObjectPlace, what: string, action?: Action): Promise<void>;
  request: Request;
  response: Response;
}

export interface RouteShape<Body extends TSchema, Query extends TObject> {
  method: 'get' | 'post' | 'put' | 'delete';
  /** Express path with `:name` parameters; begins with /api/. */
  path: string;
  /** Part of the interface, for the reader: `people`, `certification` … */
  tag: string;
  /** One sentence in English. */
  summary: string;
  access: RouteAccess;
  body?: Body;
  /** Bytes of a JSON body at most. Default 32 KiB. */
  bodyBytesMax?: number;
  /** Closed object of strings and integers; integers are read from their decimal text. */
  query?: Query;
  /** The body is one file of at most so many bytes, its name percent-encoded in `x-file-name`. */
  file?: { bytesMax: number; about: string };
  /** Schema of the answer's JSON, for the document. */
  answer?: TSchema;
  /** Other than JSON: the handler writes the response itself and returns undefined. */
  answerType?: string;
  /** Status of a good answer. Default 200. */
  status?: number;
  handle(call: Call<Static<Body>, Static<Query>>): Promise<unknown> | unknown;
}

export interface Route {
  readonly shape: RouteShape<TSchema, TObject>;
}

/** Keeps the types of body and query between description and handler. */
export const route = <Body extends TSchema, Query extends TObject>(
  shape: RouteShape<Body, Query>,
): Route => ({
  shape: shape as unknown as RouteShape<TSchema, TObject>,
});
