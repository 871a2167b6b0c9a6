import { MetercastError } from "@metercast/runtime";
import type { Context } from "hono";
import type { GatewayEnv } from "./env.ts";

/** Far above any request of ours. */
export const MAX_BODY_BYTES = 64 * 1024;

/** Reads the body, bounded and as UTF-8, and leaves it for the validators. @throws payload_too_large, malformed_request, unsupported_media_type */
export async function readBody(c: Context<GatewayEnv>): Promise<string> {
  if (Number(c.req.header("Content-Length") ?? 0) > MAX_BODY_BYTES)
    throw new MetercastError("payload_too_large");
  const text = decode(await collect(c.req.raw.body));
  const type = c.req.header("Content-Type");
  if (text !== "" && !isJson(type)) throw new MetercastError("unsupported_media_type");
  // The validators read from here: the stream itself can be read once.
  // (Hono declares what a body becomes, and keeps the promise of it.)
  c.req.bodyCache.text = Promise.resolve(text) as unknown as string;
  return text;
}

const isJson = (type: string | undefined) =>
  /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(type ?? "");

async function collect(body: ReadableStream<Uint8Array> | null): Promise<Uint8Array> {
  if (!body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    // Leaving the loop cancels the stream: the rest is never read.
    if (size > MAX_BODY_BYTES) throw new MetercastError("payload_too_large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new MetercastError("malformed_request", "the body is not UTF-8", { cause });
  }
}
