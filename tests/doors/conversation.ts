import { type Ask, type Person, person, poll, type World } from "@metercast/testkit";
import type { Json } from "./shapes.ts";

/** A person of a story whose requests and answers are written down as they happen. */
export interface Speaker {
  /** A sentence before what follows. */
  say(text: string): void;
  /**
   * Asks, and writes down both sides; of the answer without what depends on the moment (`hidden`, fields of
   * it).
   */
  ask(
    method: "get" | "post" | "put" | "patch" | "delete",
    path: string,
    ask?: Ask,
    ...hidden: string[]
  ): Promise<Json>;
  /**
   * Writes down the first event of the one kind that `path` streams, and the first of the other, which ends
   * it. What comes between depends on the machine.
   */
  events(path: string, which: { first: string; last: string }): Promise<void>;
  /** Everything so far, as Markdown, with ids and times made the same for every run. */
  transcript(): string;
  readonly person: Person;
}

/** Some answers are long lists: what tells the story is at the front. */
const LONGEST_LIST = 3;
const EVENTS_WITHIN_MS = 90_000;

export async function speaker(
  world: World,
  title: string,
  id: string,
  role: "viewer" | "creator" | "admin",
  names: Names,
): Promise<Speaker> {
  const self = await person(world, id, role);
  const parts: string[] = [`# ${title}`];
  const tell = (text: string) => parts.push(names.normal(text));
  return {
    person: self,
    say: (text) => tell(text),
    async ask(method, path, ask = {}, ...hidden) {
      const once = () => (method === "get" ? self.get(path) : self[method](path, ask));
      // On a slow machine "not right now" is an answer too, and asking again under the same key is what it
      // asks for.
      const { status, headers, body } = await poll(once, (answer) => answer.status !== 503);
      const key = ask.key === undefined ? [] : [`Idempotency-Key: ${ask.key}`];
      const sent =
        ask.body === undefined ? [] : ["Content-Type: application/json", "", JSON.stringify(ask.body)];
      const type = headers.get("content-type") ?? "";
      const content = type.includes("json")
        ? JSON.stringify(shortened(without(body, hidden)), null, 2)
        : String(body).trimEnd();
      tell(
        fenced(
          "http",
          [`${method.toUpperCase()} ${path}`, `Authorization: Bearer <${id}>`, ...key, ...sent].join("\n"),
        ),
      );
      tell(
        fenced(
          type.includes("json") ? "json" : "csv",
          content,
          `${status}${headers.has("idempotent-replayed") ? ", Idempotent-Replayed: true" : ""}`,
        ),
      );
      return body;
    },
    async events(path, { first, last }) {
      tell(fenced("http", `GET ${path}\nAuthorization: Bearer <${id}>`));
      const lines: string[] = [];
      for await (const { event, data } of eventsOf(world.gatewayUrl + path, self.token)) {
        const isLast = event === last;
        if (isLast || (event === first && lines.length === 0)) lines.push(`event: ${event}\ndata: ${data}`);
        if (isLast) break;
      }
      tell(fenced("text", lines.join("\n\n"), "200, text/event-stream"));
    },
    transcript: () => `${parts.join("\n\n")}\n`,
  };
}

const without = (body: Json, hidden: readonly string[]): Json =>
  hidden.length === 0 ? body : { ...body, ...Object.fromEntries(hidden.map((field) => [field, "…"])) };

function fenced(language: string, text: string, before = ""): string {
  return `${before === "" ? "" : `→ ${before}\n\n`}\`\`\`${language}\n${text}\n\`\`\``;
}

/** A job judges the risk of a withdrawal some moments after it was asked for. */
const JUDGED_LATER = ["risk"];

function shortened(value: Json): Json {
  if (Array.isArray(value)) {
    const shown = value.slice(0, LONGEST_LIST).map(shortened);
    return value.length > LONGEST_LIST ? [...shown, "… and more"] : shown;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, JUDGED_LATER.includes(key) ? "…" : shortened(one)]),
  );
}

async function* eventsOf(url: string, token: string): AsyncGenerator<{ event: string; data: string }> {
  const signal = AbortSignal.timeout(EVENTS_WITHIN_MS);
  const response = await fetch(url, { headers: { Authorization: `Bearer ${token}` }, signal });
  let text = "";
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const [, event] = /^event: (.*)$/m.exec(block) ?? [];
      const [, data = ""] = /^data: (.*)$/m.exec(block) ?? [];
      if (event !== undefined) yield { event, data };
    }
  }
}

/** One run's ids and times, by the names that they have in every run. */
export class Names {
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  normal(text: string): string {
    return (
      text
        .replaceAll(/\b([a-z]{2,5})_[0-9a-f]{32}(_\d+)?\b/g, (id, prefix: string) => this.#name(id, prefix))
        // An act that is known by its key.
        .replaceAll(/\b[0-9a-f]{64}\b/g, (id) => this.#name(id, "act"))
        .replaceAll(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "2026-11-23T18:00:00.000Z")
        .replaceAll(/\b\d{4}-\d\d(-\d\d)?\b(?!T)/g, (date) => "2026-11-23".slice(0, date.length))
        .replaceAll(/http:\/\/127\.0\.0\.1:\d+\/[^\s"]*/g, "https://stripe.example/…")
        // Versions that are times, and how much there was to compare.
        .replaceAll(/"version": ?\d{13}/g, '"version": 1795456800000')
        .replaceAll(/"compared": \d+/g, '"compared": 2')
    );
  }

  /** "str_0193…" is "str_1", the next one "str_2": in the order in which they are met. */
  #name(id: string, prefix: string): string {
    const known = this.#names.get(id);
    if (known !== undefined) return known;
    const count = (this.#counts.get(prefix) ?? 0) + 1;
    this.#counts.set(prefix, count);
    const name = `${prefix}_${count}`;
    this.#names.set(id, name);
    return name;
  }
}
