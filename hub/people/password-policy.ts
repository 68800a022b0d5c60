// pure
// PEO-11: what a password must be: long, and none that others try first. It never has to be changed for its age.

export const passwordLengthMin = 12;
export const passwordLengthMax = 128;

/** Long passwords that many people choose; shorter ones are refused for their length already. */
const common: ReadonlySet<string> = new Set([
  'password1234',
  'password12345',
  'passwordpassword',
  'p@ssw0rd1234',
  'administrator',
  'administrator1',
  'admin1234567',
  'admin12345678',
  'adminadminadmin',
  'welcome12345',
  'letmein12345',
  'iloveyou1234',
  'woaini1314520',
  'woaini520131',
  'woainizhongguo',
  'qwertyuiop12',
  'qwertyuiop123',
  'qwertyuiopasdf',
  'asdfghjkl123',
  'zxcvbnm12345',
  '1qaz2wsx3edc',
  '1q2w3e4r5t6y',
  'qazwsxedcrfv',
  'abcd12345678',
  'abc123456789',
  'a123456789012',
  '123456789abc',
  '1234567890qwe',
  'changeme1234',
  'neimenggu2020',
  'neimenggu123',
  'xiaofeifupin',
  'fupin2020fupin',
  'zhuangui1234',
]);

export type PasswordProblem = 'too-short' | 'too-long' | 'contains-login' | 'too-common' | 'too-simple';

/** Both sides of a comparison see the same characters, however a keyboard composed them. */
export const normalPassword = (password: string): string => password.normalize('NFKC');

const isRun = (text: string): boolean => {
  const steps = [...text]
    .slice(1)
    .map((character, index) => character.charCodeAt(0) - text.charCodeAt(index));
  return steps.filter((step) => step === 0 || step === 1 || step === -1).length >= text.length - 3;
};

/** Undefined for a good one. */
export function passwordProblem(password: string, login: string): PasswordProblem | undefined {
  const text = normalPassword(password).toLowerCase();
  const length = [...text].length;
  if (length < passwordLengthMin) return 'too-short';
  if (length > passwordLengthMax) return 'too-long';
  if (login !== '' && text.includes(login.toLowerCase())) return 'contains-login';
  if (common.has(text) || common.has(text.replace(/[^a-z]+$/, ''))) return 'too-common';
  if (new Set(text).size < 5 || isRun(text)) return 'too-simple';
  return undefined;
}

const sentences: Record<PasswordProblem, string> = {
  'too-short': `Choose a password of at least ${passwordLengthMin} characters; a sentence is easy to remember.`,
  'too-long': `Choose a password of at most ${passwordLengthMax} characters.`,
  'contains-login': 'The password must not contain the login name.',
  'too-common': 'This password is among those that are tried first: choose another.',
  'too-simple': 'Choose a password of more different characters that are no run of letters or digits.',
};
export const passwordSentence = (problem: PasswordProblem): string => sentences[problem];
