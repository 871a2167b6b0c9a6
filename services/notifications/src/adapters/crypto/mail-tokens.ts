import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { MailTokens, Token, TokenHash } from "../../ports/mail-tokens.ts";

const TOKEN_BYTES = 16;
/** Guessing one needs a mail for each guess. */
const MAC_CHARACTERS = 16;
/** A mail server may change the letters' case. */
const RETURN_PATH = /^bounce\+([0-9a-f]{32})\.([0-9a-f]{16})$/i;

export function mailTokens(secret: string): MailTokens {
  const mac = (...parts: readonly unknown[]) =>
    createHmac("sha256", secret).update(JSON.stringify(parts)).digest();
  const token = (...parts: readonly unknown[]): Token => {
    const text = mac(...parts)
      .subarray(0, TOKEN_BYTES)
      .toString("base64url");
    return { text, hash: tokenHash(text) };
  };
  const returnMac = (hex: string) => mac("return path", hex).toString("hex").slice(0, MAC_CHARACTERS);
  return {
    confirmation: (request, address) => token("confirmation", request, address),
    unsubscribe: (userId, classes) => token("unsubscribe", userId, classes.toSorted()),
    returnPath(deliveryId) {
      const hex = deliveryId.replaceAll("-", "");
      return `bounce+${hex}.${returnMac(hex)}`;
    },
    deliveryOf(localPart) {
      const [, hex = "", given = ""] = RETURN_PATH.exec(localPart)?.map((part) => part.toLowerCase()) ?? [];
      if (hex === "" || !timingSafeEqual(Buffer.from(given), Buffer.from(returnMac(hex)))) return undefined;
      return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    },
  };
}

export const tokenHash = (text: string): TokenHash =>
  new Uint8Array(createHash("sha256").update(text).digest());
