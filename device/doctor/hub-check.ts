// Is the hub there, is it ours, and does it know the same time?
import { request } from 'node:https';
import { isIP } from 'node:net';
import { type ConnectionOptions, connect } from 'node:tls';
import { skewMaxMs } from '../care/clock-watch.ts';
import type { CounterConfig } from '../config.ts';
import { type Identity, readIdentity } from '../identity/identity-files.ts';
import { type Finding, note, ok, wrong } from './finding.ts';

const timeoutMs = 5_000;
const todo = 'Look at the network (ping, cable, SIM), and at hub.host and the ports in the configuration.';

/** Two handshakes with the counter's own certificate; nothing is sent on the link. */
export async function checkHub(
  { hub, identityFolder }: CounterConfig,
  nowMs: () => number,
): Promise<Finding[]> {
  let identity: Identity;
  try {
    identity = readIdentity(identityFolder);
  } catch {
    return [note('hub', 'not asked: without an identity the hub does not talk to this counter')];
  }
  const tls = { ca: identity.authority, cert: identity.certificate, key: identity.key };
  const [link, lists] = await Promise.all([
    handshake({ host: hub.host, port: hub.mqttPort, ...tls }),
    dateOf({ host: hub.host, port: hub.httpsPort, ...tls }),
  ]);
  return [
    told('hub, link', hub.mqttPort, link),
    told('hub, lists', hub.httpsPort, lists),
    ...clockOf(lists, nowMs()),
  ];
}

type Answer = { date?: string | undefined } | { error: string };

function told(what: string, port: number, answer: Answer): Finding {
  if (!('error' in answer)) return ok(what, `port ${port} answers with our authority's certificate`);
  return wrong(what, `port ${port}: ${answer.error}; the counter sells on until its lists are too old`, todo);
}

function clockOf(answer: Answer, nowMs: number): Finding[] {
  if ('error' in answer || !answer.date) return [note('clock', 'not compared: the hub did not say its time')];
  const skewMs = Date.parse(answer.date) - nowMs;
  const says = `${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? 'behind' : 'ahead of'} the hub`;
  if (Math.abs(skewMs) <= skewMaxMs) return [ok('clock', says)];
  return [wrong('clock', says, 'Set it right: timedatectl set-ntp true. Look at the battery of the clock.')];
}

function handshake(options: ConnectionOptions): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = connect({ ...options, ...nameOf(options.host) }, () => {
      socket.destroy();
      resolve({});
    });
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)));
    socket.on('error', (error) => resolve({ error: error.message }));
  });
}

function dateOf(options: object): Promise<Answer> {
  return new Promise((resolve) => {
    const asked = request({ ...options, path: '/authority', timeout: timeoutMs, agent: false }, (answer) => {
      answer.resume();
      resolve({ date: answer.headers.date });
    });
    asked.on('timeout', () => asked.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)));
    asked.on('error', (error) => resolve({ error: error.message }));
    asked.end();
  });
}

/** A certificate is asked for by name; an address is no name (RFC 6066). */
const nameOf = (host = '') => (isIP(host) ? {} : { servername: host });
