// An act or a photograph, sent to the counter's own program.
import type { DeskAct } from '../../desk-acts.ts';
import { screenPaths } from '../../views.ts';
import { type Answered, answerOf, problem } from './answer.ts';

/** A motor that turns and an export to a slow stick take their time. */
const answerWithinMs = 60_000;

async function send(path: string, type: string, body: BodyInit): Promise<[number, unknown]> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': type },
    body,
    signal: AbortSignal.timeout(answerWithinMs),
  });
  return [response.status, await response.json().catch(() => null)];
}

/** Never throws. */
export async function postAct(act: DeskAct): Promise<Answered> {
  try {
    return answerOf(...(await send(screenPaths.act, 'application/json', JSON.stringify(act))));
  } catch {
    return problem('no-answer');
  }
}

/** SHA-256 of the photograph as the counter keeps it, or why not. Never throws. */
export async function postPhoto(jpeg: Blob): Promise<string | Answered> {
  try {
    const [status, body] = await send(screenPaths.photo, 'image/jpeg', jpeg);
    const { photo } = (body ?? {}) as { photo?: unknown };
    return typeof photo === 'string' ? photo : answerOf(status, body);
  } catch {
    return problem('no-answer');
  }
}
