import { connectBroker } from "../../packages/outbox/src/index.ts";
import { createLogger } from "../../packages/runtime/src/index.ts";

/**
 * Rejects with one sentence if the services can't use the NATS at this URL: unreachable, outdated, wrong
 * password, no JetStream.
 */
export async function checkNats(url: string): Promise<void> {
  try {
    const broker = await connectBroker(url, "npm start", createLogger("start", "silent"));
    await broker.close();
  } catch (error) {
    const hosts = url.replace(/^\w+:\/\/([^@]*@)?/, "");
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`NATS at ${hosts} can't be used: ${why}.`);
  }
}
