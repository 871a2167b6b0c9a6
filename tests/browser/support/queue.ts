import type { Page, Request } from "playwright-core";
import { consoleWorld } from "./console-world.ts";
import { type Asking, pending } from "./pending.ts";

export const PENDING = 500;

/** One whose balance this admin changed by hand: another must approve it. */
export const MINE = { creatorId: "changed-by-hand", name: "Changed by hand", cents: 9_900n };

const asking = (number: number): Asking => ({
  creatorId: `of-many-${number}`,
  name: `Creator ${String(number).padStart(3, "0")}`,
  cents: 5_000n + BigInt(number),
});

/** Five hundred pending withdrawals of $50.00 to $54.99, and one more. */
export async function fillQueue(): Promise<void> {
  const { world, admin } = consoleWorld();
  const began = performance.now();
  await pending(
    world,
    Array.from({ length: PENDING }, (_, number) => asking(number)),
  );
  console.log(`queue: ${PENDING} pending within ${Math.round(performance.now() - began)} ms`);
  const body = {
    user_id: MINE.creatorId,
    asset: "USD",
    direction: "credit",
    amount: "20.00",
    reason: "a gift",
  };
  await admin.post("/api/admin/adjustments", { body, key: "a-gift" });
  await pending(world, [MINE]);
}

/** Time enough to undo for a test on a slow machine. */
export async function undoLonger(page: Page): Promise<void> {
  await page.route("**/api/**", async (route) => {
    const body = route.request().postData();
    if (body === null || !body.includes("undo_seconds")) return route.fallback();
    await route.continue({ postData: body.replace(/"undo_seconds":\d+/, '"undo_seconds":60') });
  });
}

/** The page's requests of the API, beside its stream and the sign-in. */
export function requestsOf(page: Page): { taken: () => string[]; streams: () => number } {
  let [asked, streams]: [string[], number] = [[], 0];
  page.on("request", (request) => {
    if (request.url().endsWith("/api/admin/events")) streams += 1;
    const name = nameOfRequest(request);
    if (name !== undefined) asked.push(name);
  });
  return {
    /** Those since it was called last. */
    taken() {
      const all = asked;
      asked = [];
      return all;
    },
    streams: () => streams,
  };
}

function nameOfRequest(request: Request): string | undefined {
  const { pathname, search } = new URL(request.url());
  if (!pathname.startsWith("/api/")) return undefined;
  if (/^\/api\/(demo\/|me$|admin\/events$)/.test(pathname)) return undefined;
  return `${request.method()} ${pathname}${search}`;
}
