// A catalog release, drafted, signed by two certifiers and published by the people of a demonstration.
import type { OfficeClient } from './office-client.ts';

export interface Publishers {
  administrator: OfficeClient;
  certifiers: readonly OfficeClient[];
}

/** Takes in everything certified and not released yet, freezes it, and has so many certifiers sign; the release's id. */
export async function draftRelease(
  { administrator, certifiers }: Publishers,
  title: string,
  signatures: number,
): Promise<{ id: string; digest: string }> {
  const { id } = await administrator.send<{ id: string }>('POST', '/api/releases', { title });
  await administrator.send('POST', `/api/releases/${id}/applications`, {});
  const { digest } = await administrator.send<{ digest: string }>('POST', `/api/releases/${id}/submit`, {});
  for (const certifier of certifiers.slice(0, signatures))
    await certifier.send('POST', `/api/releases/${id}/signatures`, { digest });
  return { id, digest };
}

export async function publishRelease(publishers: Publishers, title: string): Promise<string> {
  const { id, digest } = await draftRelease(publishers, title, 2);
  await publishers.administrator.send('POST', `/api/releases/${id}/publish`, { digest });
  return id;
}
