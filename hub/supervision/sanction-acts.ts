// Imposing and releasing by a person: from which place, with which evidence, signed by whom; written down with the act.
import type { Actor, ObjectPlace } from '../people/actor.ts';
import { DomainError } from '../platform/domain-error.ts';
import { type Cascade, cascadeOf } from '../sanctions/cascade.ts';
import { tieEvidence } from '../sanctions/evidence.ts';
import { type Issuing, imposingAction, issuingPlace, placeOfIssue } from '../sanctions/issuing.ts';
import type { Sanction, SanctionKind } from '../sanctions/sanction-lists.ts';
import type { Grounds, Imposed } from '../sanctions/sanctions.ts';
import type { SupervisionParts } from './supervision-parts.ts';

export interface WantedSanction {
  kind: SanctionKind;
  target: string;
  lots?: string[];
  reason: string;
  legalBasis?: string;
  /** Which of the actor's places issues it, by code; empty for the region. Default: the highest. */
  place?: string;
  evidence?: string[];
  passphrase?: string;
}

/** Asks whether the actor may, refuses and audits when not. */
export type Demand = (
  object: ObjectPlace,
  what: string,
  action?: ReturnType<typeof imposingAction>,
) => Promise<void>;

export interface SanctionActs {
  preview(actor: Actor, wanted: Pick<WantedSanction, 'kind' | 'target' | 'lots' | 'place'>): Promise<Cascade>;
  impose(actor: Actor, wanted: WantedSanction, demand: Demand): Promise<Imposed>;
  release(
    actor: Actor,
    id: string,
    how: { reason: string; passphrase?: string },
    demand: Demand,
  ): Promise<Imposed>;
  find(id: string): Promise<Sanction>;
}

export function createSanctionActs(parts: SupervisionParts): SanctionActs {
  const { sanctions, search, fleet, audit } = parts;

  /** Places a target belongs to: origins of goods, where a counter stands. A company has none of its own. */
  async function placesOf({ kind, target }: Pick<WantedSanction, 'kind' | 'target'>): Promise<ObjectPlace[]> {
    if (kind === 'company') return [];
    if (kind === 'channel') {
      const counter = fleet.registry.get(target);
      return counter ? [{ league: counter.league, banner: counter.banner }] : [];
    }
    const entries =
      kind === 'supplier'
        ? (await search.entries()).filter(({ supplier }) => supplier.creditCode === target)
        : [await search.entry(target)].filter((entry) => entry !== undefined);
    const banners = new Map(entries.map(({ origin }) => [origin.banner, origin.league]));
    return [...banners].map(([banner, league]) => ({ league, banner }));
  }

  const issuing = (actor: Actor, wanted: Pick<WantedSanction, 'kind' | 'place'>, places: ObjectPlace[]) =>
    issuingPlace(actor, imposingAction(wanted.kind), places, wanted.place);

  async function impose(actor: Actor, wanted: WantedSanction, demand: Demand): Promise<Imposed> {
    const places = await placesOf(wanted);
    const from = issuing(actor, wanted, places);
    const what = `${wanted.kind}/${wanted.target}`;
    if (!from) await demand(deniedPlace(places), what, imposingAction(wanted.kind));
    if (!from)
      throw new DomainError(
        'forbidden',
        'no-common-place',
        'None of your places holds all of it: ask the level above.',
      );
    return imposeFrom(from, actor, wanted, what);
  }

  async function imposeFrom(
    from: Issuing,
    actor: Actor,
    wanted: WantedSanction,
    what: string,
  ): Promise<Imposed> {
    const signer = await signerFor(wanted.kind, actor, wanted.passphrase);
    const grounds: Grounds = {
      reason: wanted.reason,
      legalBasis: wanted.legalBasis ?? '',
      by: actor.name,
      byId: actor.id,
      ...from,
      ...(signer ? { signer } : {}),
      async also(tx, id) {
        await tieEvidence(tx, id, wanted.evidence ?? [], actor);
        const detail = `${what} by ${from.level} ${from.place}: ${wanted.reason}`;
        await audit.write(tx, {
          actor,
          action: imposingAction(wanted.kind),
          object: `sanction/${id}`,
          outcome: 'done',
          detail,
        });
      },
    };
    const imposed = await imposeOn(wanted, grounds);
    await parts.refreshed();
    return imposed;
  }

  function imposeOn({ kind, target, lots }: WantedSanction, grounds: Grounds): Promise<Imposed> {
    if (kind === 'supplier') return sanctions.blacklistSupplier(target, grounds);
    if (kind === 'channel') return sanctions.suspendChannel(target, grounds);
    if (kind === 'company') return sanctions.suspendCompany(target, grounds);
    if ((kind === 'lot') !== (lots !== undefined && lots.length > 0))
      throw new DomainError(
        'invalid',
        'lots-needed',
        'A withdrawal of lots names them; one of a product has none.',
      );
    return sanctions.withdrawProduct(target, lots ? { ...grounds, lots } : grounds);
  }

  const signerFor = async (kind: SanctionKind, actor: Actor, passphrase: string | undefined) =>
    kind === 'channel' || kind === 'company' ? undefined : parts.signerOf(actor, passphrase);

  async function find(id: string): Promise<Sanction> {
    const sanction = await sanctions.find(id);
    if (sanction) return sanction;
    throw new DomainError(
      'unknown',
      'unknown-sanction',
      `There is no sanction ${id}: list them to see their ids.`,
    );
  }

  return {
    async preview(actor, wanted) {
      const from = issuing(actor, wanted, await placesOf(wanted)) ?? { level: 'region', place: '' };
      const target = { kind: wanted.kind, target: wanted.target, lots: wanted.lots ?? [], ...from };
      const cascade = await cascadeOf(
        {
          stock: parts.stock,
          entries: () => search.entries(),
          counters: () => fleet.registry.list().filter(({ status }) => status !== 'revoked'),
          active: () => sanctions.active(),
          pendingApplications: parts.pendingApplications,
          registeredName: parts.registeredName,
        },
        target,
      );
      if (cascade) return cascade;
      throw new DomainError(
        'unknown',
        'unknown-target',
        `Nothing is known as ${wanted.target}: search for it.`,
        { target: wanted.target },
      );
    },
    impose,
    async release(actor, id, { reason, passphrase }, demand) {
      const sanction = await find(id);
      await demand(placeOfIssue(sanction), `sanction/${id}`);
      const signer = await signerFor(sanction.kind, actor, passphrase);
      const released = await sanctions.release(id, actor.name, {
        reason,
        byId: actor.id,
        ...(signer ? { signer } : {}),
        also: (tx) =>
          audit.write(tx, {
            actor,
            action: 'sanction.release',
            object: `sanction/${id}`,
            outcome: 'done',
            detail: reason,
          }),
      });
      await parts.refreshed();
      return released;
    },
    find,
  };
}

/** A place the actor lacks, for the refusal: the first one, or the region when it is about no place of its own. */
const deniedPlace = (places: readonly ObjectPlace[]): ObjectPlace => places[0] ?? {};
