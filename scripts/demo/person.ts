import { createMetercast, type Metercast } from "@metercast/client";
import { SignJWT } from "jose";

/** Half the lifetime of the gateway's demo tokens. */
const TOKEN_MAX_AGE_MS = 6 * 3_600_000;
/** A restarting gateway is unreachable for some seconds; 30 attempts outlast it. */
const RETRY = { attempts: 30, maxDelayMs: 2_000 };

/** A person with a token who uses the API as an app does. */
export interface Person {
  name: string;
  api: Metercast;
}

export function persona(baseUrl: string, role: "viewer" | "creator" | "admin"): Person {
  const door = createMetercast({ baseUrl, retry: RETRY });
  return person(baseUrl, `demo-${role}`, async () => {
    const { data } = await door.post("/api/demo/login", { body: { persona: role } });
    return data.token;
  });
}

/** A person of the demo. This process signs the tokens with the shared secret. */
export function demoPerson(
  baseUrl: string,
  name: string,
  secret: string,
  role: "viewer" | "admin" = "viewer",
): Person {
  const key = new TextEncoder().encode(secret);
  return person(baseUrl, name, () =>
    new SignJWT({ roles: [role], name })
      .setProtectedHeader({ alg: "HS256" })
      .setSubject(name)
      .setIssuedAt()
      .setExpirationTime("12h")
      .sign(key),
  );
}

function person(baseUrl: string, name: string, login: () => Promise<string>): Person {
  let token = "";
  let since = 0;
  const current = async ({ rejected }: { rejected: boolean }) => {
    if (rejected || Date.now() - since > TOKEN_MAX_AGE_MS) {
      token = await login();
      since = Date.now();
    }
    return token;
  };
  return { name, api: createMetercast({ baseUrl, token: current, retry: RETRY }) };
}

/** An error for the board: the API's code, or the message. */
export function wordFor(error: unknown): string {
  if (error instanceof Error) return "code" in error ? String(error.code) : error.message;
  return String(error);
}
