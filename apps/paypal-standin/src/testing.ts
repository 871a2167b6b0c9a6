import type { PaypalStandin } from "@metercast/local-servers";

export interface Reply {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read any answer
  body: any;
}

/** A call of the API with a fresh token; `body` is sent as JSON. */
export async function call(
  standin: PaypalStandin,
  method: "GET" | "POST",
  path: string,
  body?: unknown,
): Promise<Reply> {
  const token = (await tokenOf(standin)).body.access_token as string;
  return raw(standin, method, path, { authorization: `Bearer ${token}` }, body);
}

export async function raw(
  standin: PaypalStandin,
  method: "GET" | "POST",
  path: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<Reply> {
  const response = await fetch(`${standin.url}${path}`, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

export function tokenOf(
  standin: PaypalStandin,
  secret = standin.clientSecret,
  grant = "grant_type=client_credentials",
): Promise<Reply> {
  const basic = Buffer.from(`${standin.clientId}:${secret}`).toString("base64");
  const headers = {
    authorization: `Basic ${basic}`,
    "content-type": "application/x-www-form-urlencoded",
  };
  return raw(standin, "POST", "/v1/oauth2/token", headers, grant);
}

export const batchOf = (id: string, value = "10.00", receiver = "creator@example.com") => ({
  sender_batch_header: { sender_batch_id: id, email_subject: "You have been paid" },
  items: [
    {
      recipient_type: "EMAIL",
      amount: { currency: "USD", value },
      receiver,
      sender_item_id: `item-${id}`,
    },
  ],
});
