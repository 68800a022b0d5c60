// pure
// What `npm run world` was asked to do.

export interface WorldOptions {
  from: number;
  seeds: number;
  /** Print the story of every seed, not only of those that failed. */
  story: boolean;
  /** Undefined: none. `all`: every planted bug, each until it is found. */
  planted: string | undefined;
  /** Processes; one a core by default. */
  workers: number;
  json: boolean;
}

export const usage = `npm run world -- [--seeds N] [--from S] [--seed S] [--story] [--planted [name]] [--workers n] [--json]
  --seeds N         so many seeds (default 100), from --from on (default 1)
  --seed S          this one seed
  --story           with what happened, event by event
  --planted         every planted bug until it is found; with a name only that one
  --planted name --seed S   one seed with that bug in it
  --workers n       processes (default: one a core)
  --json            figures as JSON`;

const flags = ['story', 'json'];
const numbers = ['seeds', 'from', 'seed', 'workers'];

/** Throws an Error that says what is wrong and how to ask. */
export function worldOptions(args: readonly string[], cores: number): WorldOptions {
  const asked = readArgs(args);
  const number = (name: string, otherwise: number, least: number): number => {
    const text = asked.get(name);
    if (text === undefined) return otherwise;
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new Error(`--${name} wants a whole number from ${least} on, not "${text}".\n${usage}`);
  };
  const one = asked.has('seed');
  if (one && asked.get('planted') === 'all') throw new Error(`--planted wants a name with --seed.\n${usage}`);
  return {
    from: one ? number('seed', 1, 0) : number('from', 1, 0),
    seeds: one ? 1 : number('seeds', 100, 1),
    story: asked.has('story'),
    planted: asked.get('planted'),
    workers: one ? 1 : number('workers', cores, 1),
    json: asked.has('json'),
  };
}

function readArgs(args: readonly string[]): Map<string, string> {
  const asked = new Map<string, string>();
  for (let at = 0; at < args.length; at += 1) {
    const name = args[at]!.replace(/^--/, '');
    const next = args[at + 1];
    const value = next === undefined || next.startsWith('--') ? undefined : next;
    if (!args[at]!.startsWith('--') || ![...flags, ...numbers, 'planted'].includes(name))
      throw new Error(`"${args[at]}" is not understood.\n${usage}`);
    if (flags.includes(name)) {
      asked.set(name, '');
      continue;
    }
    if (numbers.includes(name) && value === undefined) throw new Error(`--${name} wants a number.\n${usage}`);
    asked.set(name, value ?? 'all');
    if (value !== undefined) at += 1;
  }
  return asked;
}
