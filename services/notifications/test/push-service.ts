import { createECDH, type ECDH, randomBytes } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import ece from "http_ece";

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** A push service: it keeps what it receives, and gives a path's responses in order, the last one always. */
export interface TestPushService {
  received(path: string): Received[];
  respond(path: string, ...answers: Answer[]): void;
  browser(path: string): TestBrowser;
  stop(): void;
}

export type Answer = { status: number; headers?: Record<string, string> } | "cut";

export interface TestBrowser {
  endpoint: string;
  p256dh: string;
  auth: string;
  /** As a browser decrypts it. */
  open(message: Received): Record<string, unknown>;
}

export async function startPushService(): Promise<TestPushService> {
  const received: Received[] = [];
  const answers = new Map<string, Answer[]>();
  const server: Server = createServer(async (request, response) => {
    const { url: path = "", headers } = request;
    const body = Buffer.concat(await request.toArray());
    received.push({ path, headers, body });
    const left = answers.get(path) ?? [];
    const answer = (left.length > 1 ? left.shift() : left[0]) ?? { status: 201 };
    if (answer === "cut") request.socket.destroy();
    else response.writeHead(answer.status, answer.headers).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    received: (path) => received.filter((one) => one.path === path),
    respond: (path, ...given) => answers.set(path, given),
    browser: (path) => browserAt(`http://127.0.0.1:${port}${path}`),
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function browserAt(endpoint: string): TestBrowser {
  const privateKey: ECDH = createECDH("prime256v1");
  privateKey.generateKeys();
  const auth = randomBytes(16).toString("base64url");
  return {
    endpoint,
    p256dh: privateKey.getPublicKey("base64url"),
    auth,
    open: ({ body }) =>
      JSON.parse(ece.decrypt(body, { version: "aes128gcm", privateKey, authSecret: auth }).toString()),
  };
}
