/** A batch with one item is 2 KB; a certificate chain is 8 KB. */
const MOST_BYTES = 262_144;

export interface HttpAnswer {
  status: number;
  text: string;
}

/**
 * One request within a time and a size; redirects are errors. @throws where no whole answer comes: then its
 * effect is unknown
 */
export async function httpCall(
  url: string,
  init: Pick<RequestInit, "method" | "headers" | "body">,
  timeoutMs: number,
): Promise<HttpAnswer> {
  const response = await fetch(url, {
    ...init,
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  });
  return { status: response.status, text: await readBounded(response) };
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new Error(`an answer of more than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
