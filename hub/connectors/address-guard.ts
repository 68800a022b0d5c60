// HOOK-4: which addresses a webhook may reach: public ones, and those of hosts the configuration names.
import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { DomainError } from '../platform/domain-error.ts';

export interface AddressGuard {
  /** Throws DomainError `bad-address` with a sentence for whoever types the address in. */
  checkUrl(url: string): URL;
  /** For the connection itself: a name that leads to a private address is not connected to. */
  lookupFor(host: string): LookupFunction;
}

/** What the library calls unicast holds networks of laboratories and old ways to write IPv4 in IPv6. */
const laboratory = ipaddr.IPv4.parseCIDR('198.18.0.0/15');
const given = ipaddr.IPv6.parseCIDR('2000::/3');

function isPublic(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv6 ? address.match(given) : !address.match(laboratory);
}

const bare = (host: string): string =>
  host
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase();

/** `privateHosts`: names or addresses inside the office's own network. */
export function createAddressGuard(
  privateHosts: readonly string[] = [],
  lookup: typeof systemLookup = systemLookup,
): AddressGuard {
  const named = new Set(privateHosts.map((host) => host.toLowerCase()));
  const refuse = (message: string): never => {
    throw new DomainError('invalid', 'bad-address', message);
  };

  return {
    checkUrl(text) {
      if (!URL.canParse(text)) refuse('This is no address: write https://host/path.');
      const url = new URL(text);
      const host = bare(url.hostname);
      if (url.username !== '' || url.password !== '') refuse('Leave name and password out of the address.');
      if (named.has(host)) {
        if (!['http:', 'https:'].includes(url.protocol))
          refuse('Write an address that begins with https://.');
        return url;
      }
      if (url.protocol !== 'https:') refuse('Only https:// addresses are called.');
      const isPrivate = isIP(host) ? !isPublic(host) : host === 'localhost' || host.endsWith('.localhost');
      if (isPrivate)
        refuse(
          'This address is inside a private network: whoever runs the hub must name the host in its configuration.',
        );
      return url;
    },
    lookupFor: (host) => (name, options, done) => {
      lookup(name, { ...options, all: true }, (error, addresses) => {
        if (error) return done(error, '');
        const allowed = named.has(bare(host))
          ? addresses
          : addresses.filter(({ address }) => isPublic(address));
        const [first] = allowed;
        if (!first) return done(new Error(`${name} leads to a private address`), '');
        if (options.all) return done(null, allowed);
        done(null, first.address, first.family);
      });
    },
  };
}
