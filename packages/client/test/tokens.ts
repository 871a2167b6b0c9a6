import { SignJWT } from "jose";

/** Signs tokens as an app's login would. */
export function signer(secret: string) {
  const key = new TextEncoder().encode(secret);
  return (sub: string, ...roles: string[]): Promise<string> =>
    new SignJWT({ roles })
      .setProtectedHeader({ alg: "HS256" })
      .setSubject(sub)
      .setIssuedAt()
      .setExpirationTime("1h")
      .sign(key);
}
