import { characters, decodeEvent, type EventMessage, MalformedEvent, USER_ID } from "@metercast/contracts";
import { Asset as WireAsset } from "@metercast/contracts/common/v1/money.ts";
import { InvalidAmount, MAX_AMOUNT, parseAmount } from "@metercast/money";

type RequestType = "platform.*.credit.requested.v1" | "platform.*.debit.requested.v1";
type Wanted = EventMessage<RequestType>;

/** A request whose form is right, or its id with what is wrong, so that its client gets an answer. */
export type ReadRequest = { wanted: Wanted } | { requestId: string; faults: string };

const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;
const TEXTS = ["requestId", "userId", "referenceType", "referenceId", "reason"] as const;

/**
 * Reads the body of a credit or debit request and checks its form.
 * @throws MalformedEvent where there is no id in it: then there is nobody to answer
 */
export function readClientRequest(type: RequestType, data: Uint8Array): ReadRequest {
  const body = jsonOf(type, data);
  const requestId = field(body, "requestId");
  if (typeof requestId !== "string" || !REQUEST_ID.test(requestId))
    throw new MalformedEvent(`not a ${type}: request_id: 1-128 visible ASCII characters`);
  const notText = TEXTS.filter((name) => !["string", "undefined"].includes(typeof field(body, name)));
  const { amount } = body;
  const isWhole = isMinorUnits(amount);
  if (notText.length > 0 || !isWhole)
    return {
      requestId,
      faults: [
        ...notText.map((name) => `${name}: a text`),
        !isWhole && "amount: a whole number of minor units, as text",
      ]
        .filter(Boolean)
        .join("; "),
    };
  try {
    const wanted = decodeEvent(type, data);
    const faults = faultsOf(wanted);
    return faults === "" ? { wanted } : { requestId, faults };
  } catch (error) {
    if (!(error instanceof MalformedEvent)) throw error;
    return { requestId, faults: error.message };
  }
}

function faultsOf({ userId, amount, asset, referenceType, referenceId, reason }: Wanted): string {
  return [
    !USER_ID.test(userId) && "user_id: not a user id",
    (amount <= 0n || amount > MAX_AMOUNT) && "amount: a positive number of minor units",
    asset === WireAsset.ASSET_UNSPECIFIED && "asset: ASSET_TOKEN or ASSET_USD",
    !/^[A-Z][A-Z_]{0,39}$/.test(referenceType) && "reference_type: capital letters",
    !isShortText(referenceId, 128) && "reference_id: at most 128 characters",
    !isShortText(reason, 500) && "reason: at most 500 characters",
  ]
    .filter((fault) => fault !== false)
    .join("; ");
}

/**
 * Amounts are minor units, spelled as whole tokens are everywhere. The codec alone would also take true,
 * "0x10" or " 7 ".
 */
function isMinorUnits(amount: unknown): boolean {
  try {
    parseAmount(amount, "TOKEN");
    return true;
  } catch (error) {
    if (error instanceof InvalidAmount) return false;
    throw error;
  }
}

/** Postgres stores no NUL, and a text without an end is an attack. */
const isShortText = (text: string, length: number): boolean =>
  characters(text) <= length && !text.includes("\0");

type Json = Record<string, unknown>;

/** A field by its name in proto3 JSON, or by its name in the proto file. */
const field = (body: Json, name: string): unknown =>
  body[name] ?? body[name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];

function jsonOf(type: RequestType, data: Uint8Array): Json {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(data).toString("utf8"));
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed as Json;
  } catch {
    // Said below.
  }
  throw new MalformedEvent(`not a ${type}: not a JSON object`);
}
