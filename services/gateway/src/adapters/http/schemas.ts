import { z } from "@hono/zod-openapi";
import { USER_ID, USER_ID_FORM } from "@metercast/contracts";
import { type Asset, InvalidAmount, parseAmount } from "@metercast/money";
import { plainParagraphs, plainText } from "@metercast/validation";

/** Shapes that several routes share. */

export const Money = z
  .object({
    amount: z.string().openapi({ example: "13.20", pattern: "^-?\\d+\\.\\d{2}$" }),
    currency: z.literal("USD"),
  })
  .openapi("Money");

export const Time = z.string().openapi({ format: "date-time", example: "2026-11-23T09:30:00.000Z" });
export const AssetName = z.enum(["TOKEN", "USD"]);
/** Tokens: an integer; USD: Money. */
export const Amount = z.union([z.int(), Money]);

export const idOf = (prefix: string) =>
  z.string().openapi({ example: `${prefix}0193a5c0e7d47b0d8f0e1c2d3b4a5968` });

/** Text of several lines, each by the rule of `text`. */
export const paragraphs = (max: number) =>
  z
    .string()
    .transform((input, context) => {
      const clean = plainParagraphs(input, max);
      if (clean !== undefined) return clean;
      context.addIssue({
        code: "custom",
        message: `1 to ${max} visible characters, without control or direction characters`,
      });
      return z.NEVER;
    })
    .openapi({ type: "string", minLength: 1, maxLength: max });

/** Text typed by people, by the one rule of packages/validation. */
export const text = (max: number) =>
  z
    .string()
    .transform((input, context) => {
      const clean = plainText(input, max);
      if (clean !== undefined) return clean;
      context.addIssue({
        code: "custom",
        message: `1 to ${max} visible characters, without control or direction characters`,
      });
      return z.NEVER;
    })
    .openapi({ type: "string", minLength: 1, maxLength: max });

export const userId = z
  .string()
  .regex(USER_ID_FORM, "a user id: 1 to 128 of A-Z a-z 0-9 . _ : @ | -")
  .refine((id) => USER_ID.test(id), "this name is reserved");

/** The rule of packages/money, for the document. */
const USD_PATTERN = "^(0|[1-9]\\d{0,13})(\\.\\d{1,2})?$";
const TOKEN_PATTERN = "^(0|[1-9]\\d{0,15})$";

/** An amount in a request, as minor units. */
export function amount(asset: Asset) {
  return z
    .union([z.string(), z.number()])
    .transform((input, context) => minorUnits(input, asset, context))
    .openapi({
      type: ["string", "number"],
      pattern: asset === "USD" ? USD_PATTERN : TOKEN_PATTERN,
      minimum: 0,
      example: asset === "USD" ? "13.20" : 5,
    });
}

/** A positive amount in a request. */
export const positiveAmount = (asset: Asset) =>
  amount(asset).refine((minor) => minor > 0n, "must be more than nothing");

const MAX_URL_LENGTH = 2_000;
export const returnUrl = z
  .url({ protocol: /^https?$/ })
  .max(MAX_URL_LENGTH)
  .openapi({ description: "The address that Stripe's page leads back to; it must be of this platform." });

export const RailParam = z.object({
  rail: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/, "the name of a rail")
    .openapi({ param: { name: "rail", in: "path" }, example: "stripe" }),
});

export const WebhookReceived = z.object({ received: z.literal(true) }).openapi("WebhookReceived");

/** Minor units, or an issue with the message of the money package. */
export function minorUnits(input: unknown, asset: Asset, context: z.RefinementCtx): bigint {
  try {
    return parseAmount(input, asset);
  } catch (error) {
    if (!(error instanceof InvalidAmount)) throw error;
    context.addIssue({ code: "custom", message: error.message });
    return z.NEVER;
  }
}

const LIMIT = /^(100|[1-9]\d?)$/;
/** Cursors are opaque: only their service parses them. This keeps junk out of its calls. */
const CURSOR = /^[A-Za-z0-9._~=-]{1,512}$/;

export const PageQuery = z.object({
  limit: z
    .string()
    .regex(LIMIT, "a whole number from 1 to 100")
    .transform(Number)
    .default(20)
    .openapi({ type: "integer", minimum: 1, maximum: 100, default: 20 }),
  cursor: z.string().regex(CURSOR, "a next_cursor as it was given").optional(),
});

/** A named shape or null. In the document zod's nullable() would demand both at once. */
export const orNull = <T extends z.ZodType>(schema: T) => z.union([schema, z.null()]);

export function listOf<T extends z.ZodType>(item: T) {
  return z.object({ data: z.array(item), has_more: z.boolean(), next_cursor: z.string().nullable() });
}

/**
 * A header, as the document shows it. The code that reads it checks it: a Zod schema of a request's headers
 * makes all of them again for each request, and an event stream would keep them for as long as it is open.
 */
export const header = (name: string, description: string, required = false) => ({
  in: "header" as const,
  name,
  required,
  schema: { type: "string" as const, description },
});

const KEY = "1–255 visible ASCII characters; the same request again answers the stored result";
export const idempotencyKey = header("idempotency-key", KEY);
export const requiredIdempotencyKey = header("idempotency-key", KEY, true);

/** Any text: one that is no id is 404. */
export const IdParam = z.object({ id: z.string() });

export const json = <T extends z.ZodType>(schema: T, description: string) => ({
  description,
  content: { "application/json": { schema } },
});

/** A created object and its address. */
export const created = <T extends z.ZodType>(schema: T, description: string) => ({
  ...json(schema, description),
  headers: z.object({
    Location: z.string().openapi({ format: "uri-reference", description: "The address of the new object." }),
  }),
});

export const jsonBody = <T extends z.ZodType>(schema: T) => ({
  required: true,
  content: { "application/json": { schema } },
});
