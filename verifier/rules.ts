// pure
// Every way in which an export can fail, and which of the promises it breaks (0: the export itself cannot be believed).

export type Promise0to4 = 0 | 1 | 2 | 3 | 4;

const rule = (promise: Promise0to4, says: string) => ({ promise, says });

export const rules = {
  'file-missing': rule(0, 'a file of the manifest is not there'),
  'file-changed': rule(0, 'a file is not the one the manifest names'),
  'file-extra': rule(0, 'a file stands in no manifest'),
  'file-unreadable': rule(0, 'a file does not have the format of the export'),

  'chain-broken': rule(3, 'lines are not numbered without a gap'),
  'chain-hash': rule(3, 'the lines do not give the hash that was signed'),
  'journal-short': rule(3, 'lines that were signed or announced are not here'),
  'head-unsigned': rule(3, 'the end of a journal is not signed by the counter'),
  'journal-foreign': rule(3, 'a journal is not the one it is said to be'),
  'journal-branch': rule(3, 'two journals follow the same one, or begin without a reason'),
  'journal-twice': rule(3, 'a journal is listed twice'),
  'line-invalid': rule(3, 'a line is not what the protocol describes'),

  'root-replaced': rule(1, 'the first root is not the one the auditor trusts'),
  'root-chain': rule(1, 'a root does not follow from the one before'),
  'list-signature': rule(1, 'metadata is not signed by enough of the right keys'),
  'list-content': rule(1, 'a list or chunk is not the one that was signed'),
  'list-rollback': rule(1, 'a list went back to an older version'),
  'list-time': rule(2, 'the time of a publication is not the signed one'),
  'list-missing': rule(1, 'metadata that is named is not here'),

  'lists-unknown': rule(1, 'a counter applied lists that were never published'),
  'lists-line': rule(1, 'what a counter says of its lists is not what they say'),
  'permit-lists': rule(1, 'a permit names other lists than were in force on the counter'),
  'permit-entry': rule(1, 'a permit does not say what the certified entry says'),
  'not-certified': rule(1, 'goods without an entry in the catalog in force'),
  'certificate-day': rule(1, 'the certificate was not valid on that day'),
  'price-band': rule(1, 'the price lies outside the certified band'),
  'lot-day': rule(1, 'the lot was past its day, or not made yet'),
  'goods-loaded': rule(1, 'other goods stood in the slot'),
  withdrawn: rule(2, 'the product, lot or supplier was withdrawn in the lists in force'),
  suspended: rule(2, 'the counter was suspended in the lists in force'),
  'lists-too-old': rule(2, 'a sale with lists that had run out'),
  'withdrawal-bound': rule(2, 'a sale after the bound within which every counter stops'),

  'order-state': rule(4, 'a line of an order that may not follow what came before'),
  'order-goods': rule(4, 'a line names other goods, prices or amounts than the order'),
  'refund-rule': rule(4, 'a refund with a number or an amount that does not follow from the order'),
  'money-identity': rule(4, 'paid is not delivered plus given back'),
  'money-pending': rule(4, 'an order was paid and is settled neither way after a week'),
  'cash-identity': rule(4, 'cash that came in is not what was sold, paid out or kept'),
  'bill-missing': rule(4, 'the journal says paid or given back, the bill of that day does not'),
  'bill-extra': rule(4, 'the bill says money moved, no journal does'),
  'bill-amount': rule(4, 'the bill and the journal name different amounts'),
  'money-kept': rule(4, 'somebody paid for nothing and did not get it back'),
  'hub-payment': rule(4, 'the hub says another amount than the journal'),
  'hub-total': rule(3, 'a total of the hub is not the sum of the lines'),

  'log-signature': rule(0, 'a checkpoint is not signed by the key of the log'),
  'log-root': rule(0, 'the leaves do not give the root of a checkpoint'),
  'log-fork': rule(0, 'the log is not the one that was seen before'),
  'log-leaf': rule(0, 'a leaf of the log is not of its format'),
  'log-list': rule(1, 'a published list version is not in the log as it is here'),
  'log-head': rule(3, 'the log holds another head of a journal'),
} as const;

export type Rule = keyof typeof rules;
