import { EventEmitter } from 'node:events';
import type { Request, Response } from 'express';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../platform/clock.ts';
import { createStreams } from './event-stream.ts';

/** As much of an answer as a stream uses. */
class Page extends EventEmitter {
  readonly written: string[] = [];
  readonly headers = new Map<string, string>();
  writeHead() {}
  set(name: string, value: string) {
    this.headers.set(name, value);
  }
  write(text: string) {
    this.written.push(text);
    return true;
  }
  end() {}
}

describe('event streams', () => {
  it('[HTTP-11] have a bound; who leaves makes room', () => {
    const parts = { name: 'view', view: () => ({}), onChange: () => () => {}, clock: systemClock() };
    const streams = createStreams({ ...parts, readersMax: 2 });
    const open = () => {
      const [request, page] = [new EventEmitter(), new Page()];
      return {
        request,
        page,
        serve: () => streams.serve(request as Request, page as unknown as Response),
      };
    };
    const [first, second, third] = [open(), open(), open()];
    first.serve();
    second.serve();
    expect(third.serve).toThrow(expect.objectContaining({ code: 'too-many-streams' }));
    expect([third.page.written, third.page.headers.get('retry-after')]).toEqual([[], '30']);
    first.request.emit('close');
    third.serve();
    expect(third.page.written).toEqual(['event: view\ndata: {}\n\n']);
    streams.close();
  });
});
