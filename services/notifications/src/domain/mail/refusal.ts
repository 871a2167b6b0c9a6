/** `5.1.1` of "550 5.1.1 no such user"; empty where the reply has none. */
export const enhancedCode = (reply: string): string =>
  /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(reply)?.[1] ?? "";

/**
 * Whether a permanent refusal is about the address: it does not exist, or is disabled for good. Others are
 * about the mail or its sender (5.7.1), or pass (5.2.2, a full mailbox).
 */
export const isAddressGone = (enhanced: string): boolean =>
  enhanced === "" ||
  enhanced === "5.0.0" ||
  enhanced === "5.2.0" ||
  enhanced === "5.2.1" ||
  /^5\.1\./.test(enhanced);
