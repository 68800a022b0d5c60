// The operator's routes: one event stream that follows the session, one way in for every act, one for photographs.
import express, { type Express, type Request, type Response } from 'express';
import { type Desk, type DeskAnswer, type DeskRefusal, deskActMessage } from './desk-acts.ts';
import type { createStreams } from './event-stream.ts';
import { screenPaths } from './views.ts';

/** No form can send these without asking, as with JSON (SCR-2). */
export const pictureTypes = ['image/jpeg', 'image/png'];

export interface DeskRouteParts {
  streams: ReturnType<typeof createStreams>;
  refuse(response: Response, status: number, code: string, message: string): void;
  refuseStream(response: Response): void;
}

/** The session; the page cannot read it, and no other page makes the browser send it (OPR-8). */
const cookieName = 'desk';
const cookie = { httpOnly: true, sameSite: 'strict', path: '/' } as const;
const cookiePattern = new RegExp(`(?:^|;\\s*)${cookieName}=([0-9a-f]{64})(?:;|$)`);

/** A stream was opened with the cookie of then: with a new one the page opens it again at once. */
const reopen = 'retry: 50\n\n';

const statuses: Readonly<Record<DeskRefusal, number>> = {
  'signed-out': 401,
  wrong: 409,
  'not-allowed': 403,
  'locked-out': 409,
  'not-now': 409,
  unknown: 409,
  gate: 409,
  failed: 500,
};

const statusOf = (answer: DeskAnswer) => (answer.ok ? 200 : statuses[answer.code]);
const tokenOf = (request: Request) => cookiePattern.exec(request.headers.cookie ?? '')?.[1];
const bodyOf = (request: Request) => (request.body instanceof Buffer ? request.body : new Uint8Array());

/** Adds the three routes; the guards against foreign pages stand before them. */
export function addDesk(app: Express, desk: Desk, { streams, refuse, refuseStream }: DeskRouteParts): void {
  const open = new Set<Response>();

  app.get(screenPaths.deskEvents, (request, response) => {
    const token = tokenOf(request);
    const source = {
      view: () => desk.view(token),
      onChange: (listener: () => void) => desk.onChange(listener),
    };
    if (!streams.serve('desk', source, response)) return refuseStream(response);
    open.add(response);
    response.once('close', () => open.delete(response));
  });

  app.post(
    screenPaths.act,
    express.raw({ type: 'application/json', limit: 4096 }),
    async (request, response) => {
      const parsed = deskActMessage.parse(bodyOf(request));
      if (!parsed.ok) return refuse(response, 400, parsed.problem.code, parsed.problem.message);
      const { answer, token } = await desk.act(parsed.value, tokenOf(request));
      if (token !== undefined) welcome(response, token);
      response.status(statusOf(answer)).json(answer);
    },
  );

  /** Who is not signed in does not get two megabytes into this process. */
  const onlySignedIn = (request: Request, response: Response, next: () => void): void => {
    if (desk.view(tokenOf(request)).state === 'signed-in') return next();
    response
      .status(401)
      .json({ ok: false, code: 'signed-out', why: 'signed-out', message: 'Sign in first.' });
  };
  const picture = express.raw({ type: pictureTypes, limit: '2mb' });
  app.post(screenPaths.photo, onlySignedIn, picture, async (request, response) => {
    const { answer, photo } = await desk.photo(bodyOf(request), tokenOf(request));
    if (photo !== undefined) return void response.status(201).json({ photo });
    response.status(statusOf(answer)).json(answer);
  });

  function welcome(response: Response, token: string): void {
    response.cookie(cookieName, token, cookie);
    response.once('finish', () => {
      for (const stream of open) stream.end(reopen);
    });
  }
}
