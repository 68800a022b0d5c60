// The running agent's own word about itself, on a Unix socket in its data folder: for the doctor, and nobody else.
import { rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { Log } from '../platform/log.ts';
import { listen } from './unix-listen.ts';

export interface HealthServer {
  close(): Promise<void>;
}

/** What the agent says; everything may be missing, an older agent says less. */
export interface Health {
  agentVersion?: string;
  outOfService?: string | null;
  freshness?: string;
  journal?: { seq: number; writable: boolean; failure?: string };
  link?: { connected: boolean; unsent: number; lastError: string | null };
  board?: { online: boolean; port: string };
  clock?: { jumps: number };
  settings?: { version: number; refused: string | null; operators: number };
  faults?: { code: string; detail: string; severity: string }[];
}

/** A socket that cannot be opened (a path too long) is told and does without. */
export async function listenHealth(path: string, health: () => Health, log: Log): Promise<HealthServer> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(health()));
  });
  await rm(path, { force: true }).catch(() => undefined);
  try {
    await listen(server, path);
  } catch (error) {
    log.warn({ path, error: String(error) }, 'the doctor cannot ask this agent');
  }
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Asks the agent on this socket; undefined when none answers. */
export function askHealth(socketPath: string, timeoutMs = 3_000): Promise<Health | undefined> {
  return new Promise((resolve) => {
    const nobody = () => resolve(undefined);
    const asked = request({ socketPath, path: '/', timeout: timeoutMs }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () => resolve(healthOf(text)));
      answer.on('error', nobody);
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', nobody);
    asked.end();
  });
}

function healthOf(text: string): Health | undefined {
  try {
    return JSON.parse(text) as Health;
  } catch {
    return undefined;
  }
}
