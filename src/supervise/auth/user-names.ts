/** One name for one person, whether a phone's keyboard wrote a capital or not: NFKC, small letters, no spaces around. */
export function userName(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

/** Letters and digits of any script, with . _ - @ and single spaces within; at most 60. */
export function isUserName(name: string): boolean {
  return name.length <= 60 && /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}._@-]| (?! ))*(?<! )$/u.test(name);
}
