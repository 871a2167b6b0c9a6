/** Tokens may hold anything: one mailbox that no mail server reads as two, or as a command. */
const MAILBOX = /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@[^\s@<>()[\]\\,;:"\p{Cc}]{1,253}$/u;

export const isMailbox = (address: string): boolean => MAILBOX.test(address);
