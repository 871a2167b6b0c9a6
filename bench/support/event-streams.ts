import { Agent, get } from "node:http";

/** Called with each event's name, raw data and time (performance.now()). */
export type OnEvent = (event: string, data: string, at: number) => void;

export interface EventStream {
  close(): void;
}

const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });

/**
 * Opens an event stream as a page does; resolves when the response begins. Parses as little as possible,
 * because it shares the machine.
 */
export function openEventStream(url: string, token: string, onEvent: OnEvent): Promise<EventStream> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, headers: { authorization: `Bearer ${token}` } }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`${url}: ${response.statusCode}`));
      response.setEncoding("utf8");
      let rest = "";
      response.on("data", (chunk: string) => {
        const at = performance.now();
        const blocks = (rest + chunk).split("\n\n");
        rest = blocks.pop() ?? "";
        for (const block of blocks) {
          const [, event, data] = /^event: (.+)\n(?:id: .*\n)?data: (.*)$/.exec(block) ?? [];
          if (event !== undefined && data !== undefined) onEvent(event, data, at);
        }
      });
      response.on("error", () => {});
      resolve({ close: () => request.destroy() });
    });
    request.on("error", reject);
  });
}
