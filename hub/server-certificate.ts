// HUB-4: the hub's own certificate is replaced long before it ends, while the hub runs.
import type { CertificateAuthority, ServerCertificate } from './fleet/certificate-authority.ts';
import type { Clock } from './platform/clock.ts';
import type { Log } from './platform/log.ts';

export interface ServerCertificateParts {
  authority: Pick<CertificateAuthority, 'issueServer'>;
  hostNames: readonly string[];
  /** The one in use now. */
  current: ServerCertificate;
  /** Puts a new one to use, in all ports. Sessions that are open stay. */
  use(next: ServerCertificate): void;
  clock: Clock;
  log: Log;
}

/** Looked at by wall time again and again: one timer over weeks would overflow, and miss a clock that was set. */
const checkEveryMs = 6 * 3_600_000;
/** A third of its life: weeks in which a failing renewal is tried again and shows in the log. */
const renewBeforeMs = 30 * 86_400_000;

/** Starts looking; the returned function ends it and resolves when nothing is under way. */
export function keepServerCertificate(parts: ServerCertificateParts): () => Promise<void> {
  const { clock, log } = parts;
  let { notAfterMs } = parts.current;
  let cancel = clock.setTimer(checkEveryMs, check);
  let renewing: Promise<void> = Promise.resolve();

  async function renew(): Promise<void> {
    const next = await parts.authority.issueServer(parts.hostNames);
    parts.use(next);
    notAfterMs = next.notAfterMs;
    log.info({ notAfterMs }, 'the hub has a new certificate');
  }

  function check(): void {
    cancel = clock.setTimer(checkEveryMs, check);
    if (notAfterMs - clock.nowMs() > renewBeforeMs) return;
    renewing = renew().catch((error: unknown) =>
      log.error({ error, notAfterMs }, 'the hub’s certificate could not be renewed; it is tried again'),
    );
  }

  return () => {
    cancel();
    return renewing;
  };
}
