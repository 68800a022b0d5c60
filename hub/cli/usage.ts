// pure
// What the command can do, as it is printed.

export const usage = `npm run hub -- <command> [options]

  status                                     figures of the hub
  counters [--search text]                   counters, their freshness and list versions
  counter add <id> --name … --site … --banner code
                                             registers a counter and prints its claim
  counter claim <id>                         a new claim for a registered counter
  counter revoke <id> --reason …             the counter may not connect any more
  export <counter> --out file [--journal j…] its journal, exact lines
  export --out <folder> [--from day] [--to day] [--counters a,b]
                                             everything the independent verifier needs (npm run verify)
  import <file> [--publish] [--replace]      reads a catalog (.xlsx, .csv); lists every rejected row
  withdraw product <entry> --reason …        takes a product out of sale everywhere
  withdraw lot <entry> <lot…> --reason …     takes lots of it out of sale
  withdraw supplier <credit code> --reason … blacklists a supplier
  suspend <counter> --reason …               a counter stops selling
  release <sanction> [--reason …]            takes a sanction back
  settings <counter>                         what it should have, and what it says it has
  settings set '<json>' [--counter id]       for the fleet, or for one counter
  operator add <number> --name … --pin 6 digits [--role …] [--badge …] [--counters a,b]
                                             lets a person sign in at counters
  operator remove <number>, operator list    roles: operator technician supervisor
  person list, person reset <login>          accounts of the console; a new one-time password
  keys make --folder … [--online file] [--supervisors 3]
                                             the ceremony: sealed keys and the first lists, without a hub
  keys new <name> [--folder …]               one sealed key and its public half, without a hub
  keys trust --out file [--new-online]       who is trusted now, for a rotation; lets the hub make new online keys
  keys rotate --trust file --out file --note … [--add office=key…] [--remove office=key id…] [--new-online]
              [--root-threshold n] [--catalog-threshold n]
                                             drafts the next root, without a hub; offices: root catalog withdrawals
  keys inspect <file> [--contents file]      says in words what a rotation, a release, a trust file or a key is
  keys verify <file> <signatures…> [--public key]
                                             who has signed, and who is missing
  keys publish <rotation> <signatures…>      hands a signed rotation to the hub
  sign <file> --key <pem> [--out file] [--contents file]
                                             signs a rotation or a downloaded release offline
  sanctions [--all]                          sanctions in force and how far they are effective

Options for all
  --data folder    the hub's data folder (default data/hub): address and administrator token lie there
  --url address    the hub's HTTP address, when it is not the one in the data folder
  --wait seconds   how long withdraw, suspend and release wait for the counters (default 10)

counter add also takes --address, --host-unit, --company. Sites: agency community mall university hospital
company station airport. Exit code: 0 done, 1 refused by the hub or not reachable, 2 wrong usage.
`;

/** Somebody called the command wrongly; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
