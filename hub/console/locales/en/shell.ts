// English: the frame, signing in, words that pages share.
import type * as zh from '../zh-CN/shell.ts';

export const shell: typeof zh.shell = {
  menu: 'Menu',
  skip: 'Skip to content',
  back: 'Back',
  home: 'Back to the start',
  account: 'My account',
  signOut: 'Sign out',
  search: 'Search',
  empty: 'Nothing here yet.',
  noMatch: 'Nothing fits; widen the filter.',
  total: '{{from}}–{{to}} of {{total}}',
  retry: 'Try again',
  done: 'Done',
  makingFile: 'Making the file…',
  fileSaved: '{{name}} is downloaded.',
  cancel: 'Cancel',
  nowhere: 'There is no such page.',
  notYours: 'This page is outside what you may do.',
  silent: 'The hub does not answer. Check the network and try again.',
  groups: {
    overview: 'Overview',
    goods: 'Certification and catalog',
    supervision: 'Supervision',
    fleet: 'Counters',
    figures: 'Figures and money',
    system: 'System',
  },
  signIn: {
    login: 'Login',
    password: 'Password',
    submit: 'Sign in',
    public: 'Look up products, certificates and notices without signing in',
    keyFailed: 'The security key did not answer. Sign in again.',
    demo: 'Demonstration accounts',
    demoHint: 'One press signs in. A real hub has none of these.',
  },
  newPassword: {
    title: 'Choose a new password',
    hint: '{{name}}, the one-time password works only once. The new one has at least {{count}} characters.',
    current: 'One-time password',
    next: 'New password',
    again: 'New password again',
    differ: 'The two new passwords differ.',
    save: 'Save and go on',
  },
  newKey: {
    title: 'Register a security key first',
    hint: '{{name}}, your role signs in with a security key beside the password. Register one to go on.',
    goOn: 'Registered, go on',
  },
  prove: {
    title: 'Enter your password again',
    hint: 'This act matters: show that it is you.',
    ok: 'Confirm',
  },
};

export const live: typeof zh.live = { title: 'Live' };

export const problem: typeof zh.problem = {
  unknown: 'This was not done; try again.',
  codes: {
    network: 'The hub does not answer; try again in a moment.',
    'not-signed-in': 'Your session is over. Sign in again.',
    forbidden: 'Outside what you may do, or outside your place. The attempt was written down.',
    'csrf-wrong': 'The page is too old: load it again, then repeat.',
    'prove-again': 'Your password is needed once more.',
    'unsupported-type': 'The request came in the wrong form: load the page again.',
    'too-many-tries': 'Too many tries: wait a while.',
    'too-large': 'Too large.',
    internal: 'The hub failed; what happened is in its log. Try again.',
  },
  reasons: {
    'wrong-password': 'Login or password is wrong.',
    'one-time-ended': 'This one-time password has ended. Ask an administrator for a new one.',
    'login-locked': 'Too many tries: this login is locked for a while.',
    'last-administrator': 'This is the last administrator: appoint another first.',
  },
};
