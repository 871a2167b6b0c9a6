/** `5.1.1` of "550 5.1.1 no such user"; empty where the reply has none. */
export const enhancedCode = (reply: string): string =>
  /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(reply)?.[1] ?? "";

/**
 * The mailbox or its domain does not exist, takes no mail, or is disabled. Nothing less than one of these
 * codes: a bare 550 is also the answer of a mail server whose configuration is wrong, to everybody.
 */
const GONE: readonly string[] = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"];
export const isAddressGone = (enhanced: string): boolean => GONE.includes(enhanced);

/** A login is missing or wrong, or a command came out of order for want of one. */
const WITHOUT_LOGIN: readonly number[] = [503, 530, 535];

/**
 * Whether a permanent refusal is about the sender: a policy, a login, or the sender's own address (5.1.7 and
 * 5.1.8). An operator can mend it, and then the same mail is taken.
 */
export const isAboutSender = (responseCode: number, enhanced: string): boolean =>
  WITHOUT_LOGIN.includes(responseCode) || /^5\.(?:7\.\d+|1\.[78])$/.test(enhanced);
