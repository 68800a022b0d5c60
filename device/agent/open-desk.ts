// The operator's desk, given the parts of the agent it works on.
import { createGateSource } from '../gate/gate-source.ts';
import type { CounterStore } from '../journal/open-counter-db.ts';
import { type CounterDesk, createDesk } from '../operator/desk.ts';
import type { DeskParts } from '../operator/ports.ts';
import type { OperatorView } from '../screens/views.ts';
import type { AgentParts } from './agent-parts.ts';
import type { BoardNotes } from './board-notes.ts';
import { cashDesk } from './cash-desk.ts';
import type { CounterParts } from './counter-parts.ts';
import { deskSources } from './desk-sources.ts';
import { doorDesk } from './door-desk.ts';
import { noCash } from './no-cash.ts';

export interface OpenDeskParts {
  parts: AgentParts;
  store: CounterStore;
  counter: CounterParts;
  mail: DeskParts['mail'];
  operatorView(): OperatorView;
  onChange(listener: () => void): () => void;
  boardNotes: BoardNotes;
}

export function openDesk({ parts, store, counter, boardNotes, ...agent }: OpenDeskParts): CounterDesk {
  const { clock, random, log } = parts;
  const { sales, settings } = counter;
  const nowMs = () => clock.nowMs();
  return createDesk({
    counter: parts.counter.id,
    clock,
    random,
    log,
    db: store.db,
    journal: store.journal,
    append: counter.append,
    settings: () => settings.current(),
    mail: agent.mail,
    sources: deskSources({ counter, nowMs, operatorView: agent.operatorView, onChange: agent.onChange }),
    gate: createGateSource(counter.gate),
    board: counter.board,
    hold: () => sales.hold(),
    restock: counter.restock,
    cash: counter.cash ? cashDesk(counter.cash, sales) : noCash,
    doors: counter.cabinet && doorDesk(counter.cabinet, sales),
    enrol: parts.enrol,
    dropSensor: parts.hardware?.dropSensor,
    elevator: parts.hardware?.elevator,
    exportRoot: parts.exportRoot,
    isDoorOpen: () => boardNotes.doorOpen === true,
    onTemperature: (mode, targetC) => counter.setPoint.setHere({ mode, targetC }),
    onJamCleared: (slot) => boardNotes.forgetSlot(slot),
  });
}
