// SEC-14: one person's pages do not take the event streams of everybody else.
import type { Response } from 'express';
import type { Actor } from '../../people/actor.ts';
import { HttpError } from '../errors.ts';

export interface StreamBound {
  /** Counts a stream until its response is closed. Throws HttpError `too-many-streams` for one too many. */
  begin(actor: Actor, response: Response): void;
}

/** Many times what one person's browsers open; a browser itself opens six to one host. */
export const streamsEachMax = 20;

export function createStreamBound(eachMax = streamsEachMax): StreamBound {
  const open = new Map<string, number>();
  return {
    begin({ kind, id }, response) {
      const key = `${kind}/${id}`;
      const before = open.get(key) ?? 0;
      if (before >= eachMax) {
        response.set('retry-after', '30');
        throw new HttpError('too-many-streams');
      }
      open.set(key, before + 1);
      response.once('close', () => {
        const left = (open.get(key) ?? 1) - 1;
        if (left > 0) open.set(key, left);
        else open.delete(key);
      });
    },
  };
}
