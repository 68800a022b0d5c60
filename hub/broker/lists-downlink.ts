// The newest lists on their way to every counter: retained for those that come, sent to those that are here.
import type { Connection } from './connection.ts';
import { fanOut } from './fan-out.ts';

/** One publication as the two messages it is: the answer to a subscription, and the news (MQTT 3.1.1, 3.3.1.3). */
export interface ListsFrames {
  retained: Buffer;
  live: Buffer;
}

type Reader = Pick<Connection, 'readsLists' | 'handedLists' | 'sendLists'>;

/** BRK-5: whatever publications overlap, a counter is never handed older lists after newer ones. */
export class ListsDownlink {
  #newest: ListsFrames | undefined;

  /** The answer to a subscription. */
  subscribed(reader: Reader): void {
    if (reader.readsLists && this.#newest) hand(reader, this.#newest, 'retained');
  }

  /**
   * To everyone who is connected now, `slice` of them in one turn. A publication that overtakes another one also does
   * the rest of its work: each reader gets the newest lists of that moment, once.
   */
  publish(frames: ListsFrames, readers: Iterable<Reader>, slice: number): Promise<void> {
    this.#newest = frames;
    return fanOut([...readers], slice, (reader) => {
      const newest = this.#newest;
      if (reader.readsLists && newest && reader.handedLists !== newest) hand(reader, newest, 'live');
    });
  }
}

function hand(reader: Reader, frames: ListsFrames, kind: keyof ListsFrames): void {
  reader.handedLists = frames;
  reader.sendLists(frames[kind]);
}
