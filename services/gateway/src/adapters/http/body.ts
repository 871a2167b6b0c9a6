import { MetercastError } from "@metercast/runtime";
import type { Context } from "hono";
import type { GatewayEnv } from "./env.ts";

/** Far above any valid request. */
export const MAX_BODY_BYTES = 64 * 1024;

/** Events of Stripe and LiveKit are some kilobytes; the largest objects that they send are under this. */
const MAX_WEBHOOK_BYTES = 256 * 1024;

/**
 * Reads the body, bounded and as UTF-8, and leaves it for the validators. @throws payload_too_large,
 * malformed_request, unsupported_media_type
 */
export async function readBody(c: Context<GatewayEnv>): Promise<string> {
  const text = decode(await collect(c, MAX_BODY_BYTES));
  const type = c.req.header("Content-Type");
  if (text !== "" && !isJson(type)) throw new MetercastError("unsupported_media_type");
  // The validators read from here: the stream itself can be read once.
  // (Hono declares what a body becomes, and keeps the promise of it.)
  c.req.bodyCache.text = Promise.resolve(text) as unknown as string;
  return text;
}

/** The unchanged bytes of the body. @throws payload_too_large, malformed_request */
export const readRawBody = (c: Context<GatewayEnv>): Promise<Buffer> => collect(c, MAX_WEBHOOK_BYTES);

const isJson = (type: string | undefined) =>
  /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(type ?? "");

async function collect(c: Context<GatewayEnv>, maxBytes: number): Promise<Buffer> {
  const length = Number(c.req.header("Content-Length") ?? 0);
  if (length > maxBytes) throw new MetercastError("payload_too_large");
  // Most calls of players have none, and a stream costs more than the rest of their reading.
  if (length === 0 && c.req.header("Transfer-Encoding") === undefined) return Buffer.alloc(0);
  const { body } = c.req.raw;
  if (!body) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of sent(body)) {
    size += chunk.length;
    // Leaving the loop cancels the stream: the rest is never read.
    if (size > maxBytes) throw new MetercastError("payload_too_large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A client that hangs up in the middle has sent a broken request; nothing of ours has failed. */
async function* sent(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (cause) {
    throw new MetercastError("malformed_request", "the body broke off", { cause });
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new MetercastError("malformed_request", "the body is not UTF-8", { cause });
  }
}
