// pure
// How a process is started when something stands between it and the machine: a tracer, a network of its own, another clock.

export interface Launch {
  /** Program and arguments put before the command; must end by executing it in place, so that the process id stays. */
  wrap?: readonly string[];
  /** Added to the environment. */
  env?: Readonly<Record<string, string>>;
}

/** One launch out of several: the first stands outermost. */
export function joinLaunches(...all: readonly Launch[]): Launch {
  return {
    wrap: all.flatMap(({ wrap = [] }) => [...wrap]),
    env: Object.assign({}, ...all.map(({ env = {} }) => env)) as Record<string, string>,
  };
}

/** The command with its wrapping, as `spawn` takes it. */
export function commandOf(launch: Launch | undefined, command: readonly string[]): [string, string[]] {
  const [first, ...rest] = [...(launch?.wrap ?? []), ...command];
  return [first!, rest];
}
