import { characters, type IdKind, USER_ID, uuidOf } from "@metercast/contracts";
import { MAX_AMOUNT } from "@metercast/money";
import { MetercastError, z } from "@metercast/runtime";

export { plainParagraphs, plainText } from "./text.ts";

/**
 * Checks a request against its schema.
 * @throws invalid_request with the wrong fields, in snake_case as HTTP and proto name them
 */
export function validate<S extends z.ZodType>(schema: S, request: unknown): z.output<S> {
  const result = schema.safeParse(request);
  if (result.success) return result.data;
  const fields = result.error.issues.map(({ path, message }) => ({
    field: snakeCase(path.join(".")),
    message,
  }));
  throw new MetercastError("invalid_request", undefined, { fields });
}

const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A user: the `sub` of a token. */
export const userId = z.string().regex(USER_ID, "is not a user id");

/** Minor units of either asset, more than nothing. */
export const amount = z.bigint().positive("must be positive").max(MAX_AMOUNT, "is too large");
export const signedAmount = z.bigint().min(-MAX_AMOUNT).max(MAX_AMOUNT);

/** An idempotency key or another business key. */
export const key = z.string().regex(/^[\x21-\x7e]{1,128}$/, "must be 1-128 visible ASCII characters");

/** A text that another service has accepted already: it must fit its column, and Postgres stores no NUL. */
export const storableText = (max: number, min = 0) =>
  z
    .string()
    .refine((value) => characters(value) <= max, `must have at most ${max} characters`)
    .refine((value) => value.trim().length >= min, "must be given")
    .refine((value) => !value.includes("\0"), "must have no NUL");

/** `ADJUSTMENT`, `STREAM_VIEW`, … */
export const referenceType = z.string().regex(/^[A-Z][A-Z_]{0,39}$/, "must be capital letters and _");

export const pageLimit = z.number().int().min(1).max(100);
/** Longer than any cursor of ours. */
export const cursor = storableText(200);

/** An id with its prefix, as the UUID inside. */
export const uuidOfKind = (kind: IdKind) =>
  z.string().transform((id, context) => {
    const uuid = uuidOf(kind, id);
    if (uuid !== undefined) return uuid;
    context.addIssue({ code: "custom", message: `is not a ${snakeCase(kind)} id` });
    return z.NEVER;
  });

/** proto3 has no missing text: empty means not given. */
export const optional = <T>(schema: z.ZodType<T, string>) =>
  z.union([z.literal("").transform(() => undefined), schema]);
