import type { PaypalControl } from "./control.ts";

const CONTROL_TIMEOUT_MS = 60_000;

/** The control API of a stand-in that runs at `url`. */
export function paypalControl(url: string): PaypalControl {
  const call = async (name: string, input: unknown) => {
    const response = await fetch(`${url}/_control/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(input ?? {}),
      signal: AbortSignal.timeout(CONTROL_TIMEOUT_MS),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`PayPal stand-in, ${name}: ${response.status} ${text}`);
    return JSON.parse(text) as unknown;
  };
  // Every property is an action of that name; `then` is not, or a promise would take the client for one of
  // its own.
  return new Proxy({} as PaypalControl, {
    get: (_, name) =>
      typeof name === "string" && name !== "then" ? (input: unknown) => call(name, input) : undefined,
  });
}
