// Commands joined to broker and register.
import type { Route } from '../http/routes/route.ts';
import type { Audit } from '../people/audit-port.ts';
import type { SliceParts } from '../slices.ts';
import { commandRoutes } from './command-routes.ts';
import { type Commands, createCommands } from './commands.ts';

type Parts = Pick<SliceParts, 'db' | 'reader' | 'clock' | 'random' | 'log' | 'broker' | 'fleet'> & {
  audit: Audit;
};

export function openCommands(parts: Parts): {
  commands: Commands;
  routes: Route[];
  close(): Promise<void>;
} {
  const { broker, fleet } = parts;
  const commands = createCommands({
    ...parts,
    send: (counter, key, bytes) => broker.sendMail(counter, 'command', key, bytes),
    isEnrolled: (counter) => fleet.registry.get(counter)?.status === 'enrolled',
  });
  const off = broker.onPresence(({ kind, counter }) => {
    if (kind === 'online') commands.online(counter);
  });
  return {
    commands,
    routes: commandRoutes({ ...parts, commands }),
    async close() {
      off();
      await commands.idle();
    },
  };
}
