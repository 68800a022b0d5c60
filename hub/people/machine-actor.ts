// pure
// The hub's own token as an actor: whoever can read the file beside the data may administer the hub.
import type { Actor } from './actor.ts';

/** Not a person: levels and signatures ask for people, so it holds none of their roles. */
export const machineActor: Actor = {
  kind: 'machine',
  id: 'machine',
  name: 'administrator',
  grants: [
    { role: 'administrator', place: { kind: 'region' } },
    { role: 'supervisor', place: { kind: 'region' } },
    { role: 'statistician', place: { kind: 'region' } },
  ],
};
