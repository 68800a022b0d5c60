// What the board can give as change, and whether its acceptors are well (0x52, menu 0x40; CASH-9).
import type { BoardEvent, CommandResult, FreeCommand } from '../board/board-types.ts';
import { parseHex } from '../board/hex.ts';

const TUBES = 0x40;
const READ = 0;
/** 1.10: no document defines the acceptors' bytes; 0 is likely to be normal. */
const WELL = 0;

export class Change {
  #notesFen: number | null = null;
  #coinsFen: number | null = null;
  #tubesFen: number | null = null;
  /** A board without the menu is not asked again before its port is opened anew. */
  #hasMenu = true;
  billOk: boolean | null = null;
  coinOk: boolean | null = null;

  /** What can be given; null: not known. */
  get fen(): number | null {
    const coins = this.#tubesFen ?? this.#coinsFen;
    return this.#notesFen === null || coins === null ? null : this.#notesFen + coins;
  }

  /** True when something was learnt. */
  heard(event: BoardEvent): boolean {
    if (event.type === 'port-lost' || event.type === 'restarted') this.#hasMenu = true;
    if (event.type !== 'message') return false;
    const { message } = event;
    if (message.name === 'full-status') {
      this.#notesFen = message.noteChange;
      this.#coinsFen = message.coinChange;
      this.billOk = message.billAcceptor === WELL;
      this.coinOk = message.coinAcceptor === WELL;
      return true;
    }
    if (message.name !== 'menu-reply' || message.menuType !== TUBES || message.operation !== READ)
      return false;
    const data = parseHex(message.data);
    return data.ok && this.#tubes([...data.bytes]);
  }

  /** Status byte, then the amount; the widths of the 16 counts behind it are not given anywhere. */
  #tubes(data: readonly number[]): boolean {
    if (data.length < 5 || data[0] !== 0) return false;
    this.#tubesFen = data.slice(1, 5).reduce((fen, byte) => fen * 256 + byte, 0);
    return true;
  }

  async ask(command: (command: FreeCommand) => Promise<CommandResult>): Promise<void> {
    await command({ name: 'request-status' });
    if (!this.#hasMenu) return;
    const asked = await command({ name: 'menu-command', menuType: TUBES, operation: READ, parameters: [] });
    if (asked.outcome === 'line-fault') this.#hasMenu = false;
  }
}
