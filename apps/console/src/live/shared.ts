/**
 * One event stream for all tabs of a browser: browsers open six connections to a site at most, and a stream
 * holds one for as long as it lives. The tab with the lock reads the stream; the others receive its events by
 * a channel. Lock and channel carry the person's id: tabs of somebody else in this browser hear nothing.
 */

export interface Follow<Event, State> {
  /** Of the stream and its person: tabs with the same name share. */
  name: string;
  /** Reads the stream until `signal` aborts. */
  read(
    signal: AbortSignal,
    lastEventId: string | undefined,
    onState: (state: State) => void,
  ): AsyncIterable<Event>;
  /** Events of the same key replace each other; the newest of each greets a tab that comes later. */
  keyOf(event: Event): string | undefined;
  onEvent(event: Event): void;
  onState(state: State): void;
  /** Nobody read the stream for a while: what is shown may be old. */
  onGap(): void;
}

export interface SharedEvent {
  id: string;
}

type Message<Event, State> =
  | { kind: "event"; event: Event }
  | { kind: "state"; state: State }
  | { kind: "gap" }
  /** A visible tab asks a hidden one for the stream. */
  | { kind: "want" }
  /** A tab that has just come asks what it missed; only it takes the answer. */
  | { kind: "hello"; tab: string }
  | { kind: "welcome"; tab: string; state: State | undefined; events: Event[] }
  | { kind: "handed-over" };

/** After this long in the background, a browser without a visible tab lets its stream go. */
const HIDDEN_MS = 60_000;
/** A tab that hands over reads on until the next one is connected, so that nothing is missed. */
const OVERLAP_MS = 15_000;
/** A person's balances, and sessions or streams of an evening. */
const MOST_SNAPSHOTS = 100;

/** Follows the stream until the returned function is called. */
export function follow<Event extends SharedEvent, State extends { status: string }>(
  to: Follow<Event, State>,
): () => void {
  if (!("locks" in navigator) || typeof BroadcastChannel === "undefined") return followAlone(to);
  const tab = new Tab(to);
  tab.start();
  return () => tab.stop();
}

/** Browsers without locks (pages without TLS): a stream a tab. */
function followAlone<Event, State>(to: Follow<Event, State>): () => void {
  const over = new AbortController();
  const run = async () => {
    for await (const event of to.read(over.signal, undefined, to.onState)) to.onEvent(event);
  };
  // Ends if reconnecting can't help; the state says so.
  void run().catch(() => undefined);
  return () => over.abort();
}

interface Turn {
  /** Gives the lock back. */
  letGo: () => void;
  /** Ends the reading. */
  close: AbortController;
}

class Tab<Event extends SharedEvent, State extends { status: string }> {
  readonly #to: Follow<Event, State>;
  readonly #channel: BroadcastChannel;
  readonly #id = crypto.randomUUID();
  readonly #over = new AbortController();
  /** Ends this tab's wait for the lock. */
  #waiting: AbortController | undefined;
  /** This tab reads the stream. */
  #turn: Turn | undefined;
  /** It reads on until the next tab is connected. */
  #leaving: AbortController | undefined;
  #hiddenTimer: ReturnType<typeof setTimeout> | undefined;
  #lastEventId: string | undefined;
  readonly #snapshots = new Map<string, Event>();
  #state: State | undefined;
  /** No tab has read the stream since this page began: its own requests are as new. */
  #fresh = true;
  #handedOverAtMs = Number.NEGATIVE_INFINITY;

  constructor(to: Follow<Event, State>) {
    this.#to = to;
    this.#channel = new BroadcastChannel(to.name);
  }

  start(): void {
    const { signal } = this.#over;
    this.#channel.addEventListener("message", ({ data }) => this.#hear(data));
    document.addEventListener("visibilitychange", this.#onVisibility, { signal });
    // A page that is kept for "Back" holds no stream.
    addEventListener("pagehide", () => this.#handOver(), { signal });
    addEventListener("pageshow", this.#onVisibility, { signal });
    this.#send({ kind: "hello", tab: this.#id });
    this.#queue();
  }

  stop(): void {
    clearTimeout(this.#hiddenTimer);
    this.#over.abort();
    this.#waiting?.abort();
    this.#leaving?.abort();
    this.#turn?.close.abort();
    this.#turn?.letGo();
    this.#channel.close();
  }

  #onVisibility = (): void => {
    clearTimeout(this.#hiddenTimer);
    if (document.visibilityState === "visible") {
      this.#queue();
      if (!this.#turn) this.#send({ kind: "want" });
    } else if (this.#turn) this.#hiddenTimer = setTimeout(() => this.#handOver(), HIDDEN_MS);
    else this.#waiting?.abort();
  };

  #hear(message: Message<Event, State>): void {
    if (message.kind === "event") this.#take(message.event);
    if (message.kind === "state") this.#hearState(message.state);
    if (message.kind === "gap") this.#to.onGap();
    if (message.kind === "handed-over") this.#handedOverAtMs = Date.now();
    if (message.kind === "welcome" && message.tab === this.#id) {
      for (const event of message.events) this.#take(event);
      if (message.state) this.#hearState(message.state);
    }
    if (!this.#turn) return;
    if (message.kind === "hello")
      this.#send({ ...message, kind: "welcome", state: this.#state, events: [...this.#snapshots.values()] });
    if (message.kind === "want" && document.visibilityState === "hidden") this.#handOver();
  }

  #hearState(state: State): void {
    if (state.status === "connected") this.#leaving?.abort();
    this.#show(state);
  }

  /** Waits for the lock: a tab that dies gives it back without a word. */
  #queue(): void {
    if (this.#turn || this.#waiting || this.#over.signal.aborted) return;
    const waiting = new AbortController();
    this.#waiting = waiting;
    const { name } = this.#to;
    void navigator.locks
      .request(name, { signal: waiting.signal }, () => this.#lead())
      .catch(() => undefined)
      .finally(() => {
        this.#waiting = undefined;
        // It became visible again before it had let go.
        if (document.visibilityState === "visible") this.#queue();
      });
  }

  /** Reads the stream for all tabs; resolves when another one shall. */
  #lead(): Promise<void> {
    const { promise, resolve: letGo } = Promise.withResolvers<void>();
    const close = new AbortController();
    this.#turn = { letGo, close };
    let gap = !this.#fresh && Date.now() - this.#handedOverAtMs > OVERLAP_MS / 2;
    const onState = (state: State) => {
      if (close.signal.aborted) return;
      if (state.status === "reconnecting") gap = true;
      this.#show(state);
      this.#send({ kind: "state", state });
      if (state.status !== "connected" || !gap) return;
      gap = false;
      this.#send({ kind: "gap" });
      this.#to.onGap();
    };
    void this.#read(close.signal, onState);
    if (document.visibilityState === "hidden") this.#onVisibility();
    return promise;
  }

  async #read(signal: AbortSignal, onState: (state: State) => void): Promise<void> {
    try {
      for await (const event of this.#to.read(signal, this.#lastEventId, onState)) {
        this.#take(event);
        this.#send({ kind: "event", event });
      }
    } catch {
      // Reconnecting can't help, in no tab: the state says so.
    }
  }

  #handOver(): void {
    if (!this.#turn) return;
    const { letGo, close } = this.#turn;
    this.#turn = undefined;
    this.#leaving = close;
    this.#send({ kind: "handed-over" });
    setTimeout(() => close.abort(), OVERLAP_MS);
    letGo();
  }

  #take(event: Event): void {
    this.#fresh = false;
    this.#lastEventId = event.id;
    const key = this.#to.keyOf(event);
    if (key !== undefined) {
      this.#snapshots.delete(key);
      this.#snapshots.set(key, event);
      const [oldest] = this.#snapshots.keys();
      if (this.#snapshots.size > MOST_SNAPSHOTS && oldest !== undefined) this.#snapshots.delete(oldest);
    }
    this.#to.onEvent(event);
  }

  #show(state: State): void {
    this.#fresh = false;
    this.#state = state;
    this.#to.onState(state);
  }

  #send(message: Message<Event, State>): void {
    if (!this.#over.signal.aborted) this.#channel.postMessage(message);
  }
}
