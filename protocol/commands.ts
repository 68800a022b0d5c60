// pure
// What a person at the hub asks one counter to do, what became of it, and the view of remote help.
import Type, { type Static } from 'typebox';
import { defineMessage } from './schema.ts';
import { Base64, Closed, EntryId, Fen, Lot, Position, SlotNumber, Text, TimeMs } from './units.ts';

/** Given by the hub; a counter executes one id once (CMD-2). */
export const CommandId = Type.String({ pattern: '^c[0-9a-f]{16}$' });

export const PriceLine = Closed({ entry: EntryId, priceFen: Fen });
export type PriceLine = Static<typeof PriceLine>;
export const WantedSlot = Closed({ slot: SlotNumber, entry: EntryId });
export type WantedSlot = Static<typeof WantedSlot>;

/** Minutes a help session lasts at most (CMD-9). */
export const helpMinutesMax = 15;

/** Everything that can be asked. None of it sells, refunds, pays out or opens anything (CMD-5). */
export const CommandAct = Type.Union([
  /** Telemetry, settings and slots now. */
  Closed({ do: Type.Literal('report') }),
  Closed({ do: Type.Literal('refresh-lists') }),
  Closed({ do: Type.Literal('restart') }),
  Closed({ do: Type.Literal('lock-slot'), slot: SlotNumber, why: Text(120) }),
  Closed({ do: Type.Literal('unlock-slot'), slot: SlotNumber, why: Text(120) }),
  /** Of what stands in the slot, if it still is this entry. */
  Closed({ do: Type.Literal('set-price'), slot: SlotNumber, entry: EntryId, priceFen: Fen }),
  /** In every slot that holds one of the entries. */
  Closed({ do: Type.Literal('price-list'), prices: Type.Array(PriceLine, { minItems: 1, maxItems: 200 }) }),
  /** What should stand where: a task for the operator. Empty: no wish any more. */
  Closed({ do: Type.Literal('assortment'), slots: Type.Array(WantedSlot, { maxItems: 200 }) }),
  Closed({ do: Type.Literal('screen-message'), zh: Text(120), en: Type.Optional(Text(120)), until: TimeMs }),
  Closed({ do: Type.Literal('clear-message') }),
  Closed({ do: Type.Literal('export-logs') }),
  Closed({
    do: Type.Literal('open-help'),
    minutes: Type.Integer({ minimum: 1, maximum: helpMinutesMax }),
  }),
  Closed({ do: Type.Literal('close-help') }),
]);
export type CommandAct = Static<typeof CommandAct>;
export type CommandName = CommandAct['do'];

/** Hub → counter, repeated until its result is known. */
export const Command = Closed({
  v: Type.Literal(1),
  id: CommandId,
  act: CommandAct,
  issuedBy: Text(40),
  issuedAt: TimeMs,
  expiresAt: TimeMs,
});
export type Command = Static<typeof Command>;
export const commandMessage = defineMessage('command', 32_768, Command);

/** `unknown`: begun before a restart, and nobody can say how far it came. */
export const commandStates = ['ok', 'refused', 'expired', 'unknown'] as const;
export type CommandState = (typeof commandStates)[number];

/** A slot as `report` tells it. */
export const ReportedSlot = Closed({
  slot: SlotNumber,
  entry: EntryId,
  lot: Lot,
  count: Type.Integer({ minimum: 0, maximum: 255 }),
  capacity: Type.Integer({ minimum: 1, maximum: 255 }),
  priceFen: Fen,
  forSale: Type.Boolean(),
});
export type ReportedSlot = Static<typeof ReportedSlot>;

/** Counter → hub: what became of a command; the same answer each time it is asked. */
export const CommandResult = Closed({
  v: Type.Literal(1),
  id: CommandId,
  state: Type.Enum(commandStates),
  /** Why not, or what there is to say about it. */
  reason: Type.Optional(Text(300)),
  at: TimeMs,
  /** The journal line that announced it; 0 when it was never begun. */
  seq: Position,
  slots: Type.Optional(Type.Array(ReportedSlot, { maxItems: 200 })),
  /** The last log lines, JSON lines, gzip. */
  bundle: Type.Optional(Base64(131_072)),
});
export type CommandResult = Static<typeof CommandResult>;
export const commandResultMessage = defineMessage('command result', 196_608, CommandResult);

/** Counter → hub while help is open, may be lost: what the screens show, as JSON text that nobody acts on. */
export const HelpView = Closed({
  v: Type.Literal(1),
  /** The command that opened it. */
  help: CommandId,
  at: TimeMs,
  until: TimeMs,
  view: Type.String({ maxLength: 98_304 }),
});
export type HelpView = Static<typeof HelpView>;
export const helpViewMessage = defineMessage('help view', 131_072, HelpView);
