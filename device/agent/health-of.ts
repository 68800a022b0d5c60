// What a running agent tells the doctor of itself.
import type { Health } from '../care/health.ts';
import type { Agent } from './agent-parts.ts';
import { agentVersion } from './agent-parts.ts';

export function healthOf(agent: Agent): Health {
  const { outOfService, freshness } = agent.shopperView();
  const { connected, unsent, lastError } = agent.link.status();
  const failure = agent.journal.failure();
  const { online } = agent.board.status();
  const { seq } = agent.journal.head();
  const { settings, care } = agent;
  return {
    agentVersion,
    outOfService,
    freshness,
    journal: { seq, writable: agent.journal.writable(), ...(failure === undefined ? {} : { failure }) },
    link: { connected, unsent, lastError: lastError ?? null },
    board: { online, port: agent.operatorView().board.port },
    clock: { jumps: care.clockJumps() },
    settings: {
      version: settings.version(),
      refused: settings.refused()?.reason ?? null,
      operators: settings.current().operators.length,
    },
    faults: care.faults().map(({ code, detail, severity }) => ({ code, detail, severity })),
  };
}
