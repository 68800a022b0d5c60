// A simulated gateway as a process of its own: prints one JSON line when it is ready, ends on SIGTERM or SIGINT.
import { parseArgs } from 'node:util';
import { parseFaults } from './faults.ts';
import { startGateway } from './gateway.ts';
import { documentedLimits, quickLimits } from './gateway-types.ts';
import { gatewayKeys } from './keys.ts';

const USAGE = `usage: node simulators/gateway/main.ts --keys <folder>
  --port <n>           0 (default): a free one
  --host <address>     default 127.0.0.1
  --ledger <file>      the truth outlives the process there
  --faults <json>      [{"kind":"notify-late","probability":0.2}, …]
  --seed <n>
  --documented-limits  the providers' own waiting times instead of quick ones
  --bills-at-once      today's bill exists too
  --stop-on-stdin-end  end when standard input ends`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

function whole(value: string | undefined, name: string): number {
  if (value === undefined) return 0;
  if (!/^\d+$/.test(value)) throw new Error(`--${name} ${value}: write a whole number`);
  return Number(value);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      keys: text,
      port: text,
      host: text,
      ledger: text,
      faults: text,
      seed: text,
      'documented-limits': flag,
      'bills-at-once': flag,
      'stop-on-stdin-end': flag,
    },
  });
  if (!values.keys) throw new Error('say with --keys in which folder the keys are or shall be');
  const gateway = await startGateway({
    keys: gatewayKeys(values.keys),
    port: whole(values.port, 'port'),
    seed: whole(values.seed, 'seed'),
    limits: values['documented-limits'] ? documentedLimits : quickLimits,
    billsAtOnce: values['bills-at-once'] === true,
    faults: parseFaults(JSON.parse(values.faults ?? '[]')),
    ...(values.host === undefined ? {} : { host: values.host }),
    ...(values.ledger === undefined ? {} : { ledgerFile: values.ledger }),
  });
  const { url, alipayGateway, phoneUrl, keys } = gateway;
  process.stdout.write(`${JSON.stringify({ ready: true, url, alipayGateway, phoneUrl, keys })}\n`);
  const stop = () => void gateway.close().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  if (values['stop-on-stdin-end']) process.stdin.on('end', stop).resume();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
  process.exitCode = 1;
});
