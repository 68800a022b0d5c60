// PEO-12: the session's cookie: for this hub only, out of reach of scripts, never sent along by another site.
import type { Request, Response } from 'express';
import { sessionAbsoluteMs } from './session-rules.ts';

/** Behind TLS the name itself keeps other hosts and plain connections from setting it. */
const nameFor = (request: Request): string => (request.secure ? '__Host-zhuangui' : 'zhuangui');

export function sessionToken(request: Request): string | undefined {
  const name = nameFor(request);
  const pairs = (request.headers.cookie ?? '').slice(0, 8192).split(';');
  const found = pairs.map((pair) => pair.trim().split('=')).find(([key]) => key === name)?.[1];
  return found !== undefined && /^[A-Za-z0-9_-]{43}$/.test(found) ? found : undefined;
}

const options = (request: Request) =>
  ({ httpOnly: true, sameSite: 'strict', secure: request.secure, path: '/' }) as const;

export const setSessionCookie = (request: Request, response: Response, token: string): void =>
  void response.cookie(nameFor(request), token, { ...options(request), maxAge: sessionAbsoluteMs });

export const clearSessionCookie = (request: Request, response: Response): void =>
  void response.clearCookie(nameFor(request), options(request));
