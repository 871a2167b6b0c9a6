import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair } from "jose";
import Provider from "oidc-provider";

/**
 * A real OpenID provider on this machine: anybody may sign in, with any password, as who they say they are.
 */
export interface IdentityProvider {
  issuer: string;
  jwksUrl: string;
  clientId: string;
  audience: string;
  stop(): Promise<void>;
}

const CLIENT_ID = "metercast-console";
const AUDIENCE = "metercast";
/** Tokens are for the API and say so; their form is a JWT, because that is what its gateway can check. */
const RESOURCE = "https://api.metercast.example";
const TOKEN_SECONDS = 600;

export async function startProvider(consoleUrl: string): Promise<IdentityProvider> {
  let answer: RequestListener = (_, response) => void response.writeHead(503).end();
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT_ID,
        // Public, as everything in a browser is: PKCE stands for the secret.
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code"],
        response_types: ["code"],
        redirect_uris: [`${consoleUrl}/signed-in`],
        post_logout_redirect_uris: [`${consoleUrl}/`],
      },
    ],
    clientBasedCORS: (_context, origin) => origin === consoleUrl,
    cookies: { keys: ["for the tests only"] },
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: "RS256", use: "sig", kid: "one" }] },
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    // As Keycloak does it: "vera-viewer" has the realm's role "live-viewer", among roles for other
    // applications.
    extraTokenClaims: (_context, token) => ({
      realm_access: {
        roles: [
          "offline_access",
          `live-${"accountId" in token ? String(token.accountId).split("-").at(-1) : ""}`,
        ],
      },
      name: "Signed in at a provider",
    }),
    extraParams: ["audience"],
    ttl: {
      Interaction: 600,
      Session: 600,
      Grant: 600,
      AuthorizationCode: 60,
      AccessToken: 600,
      IdToken: 600,
    },
    features: {
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: "openid",
          audience: AUDIENCE,
          accessTokenFormat: "jwt",
          accessTokenTTL: TOKEN_SECONDS,
          jwt: { sign: { alg: "RS256" } },
        }),
      },
    },
  });
  answer = provider.callback();
  return {
    issuer,
    jwksUrl: `${issuer}/jwks`,
    clientId: CLIENT_ID,
    audience: AUDIENCE,
    stop: () => closed(server),
  };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
