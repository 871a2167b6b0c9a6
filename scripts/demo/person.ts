import { createMetercast, type Metercast } from "@metercast/client";
import { SignJWT } from "jose";

/** Half of what the gateway's demo tokens are good for. */
const TOKEN_MAX_AGE_MS = 6 * 3_600_000;
/** A gateway that restarts is away for some seconds; 30 tries outlast it. */
const RETRY = { attempts: 30, maxDelayMs: 2_000 };

/** Somebody with a token who uses the API like any app would. */
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

/** Somebody of the demo, signed in by "the app's own login": this process has the secret. */
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

/** What went wrong, in a word for the board: the API's code, or the message of anything else. */
export function wordFor(error: unknown): string {
  if (error instanceof Error) return "code" in error ? String(error.code) : error.message;
  return String(error);
}
