import type { Follower } from "./follower.ts";

/**
 * The open pages of one user or account, nearly always one. A list takes a quarter of a set's memory; a
 * change copies it, so iterations stay valid.
 */
type Followers = readonly Follower[];

/** The open pages of this replica. Events name users, batches of minutes name accounts: one index each. */
export class LiveHub {
  readonly #byUser = new Map<string, Followers>();
  readonly #byAccount = new Map<number, Followers>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  countOf(userId: string): number {
    return this.#byUser.get(userId)?.length ?? 0;
  }

  add(follower: Follower): void {
    this.#size += 1;
    put(this.#byUser, follower.userId, follower);
  }

  /** Subscribes the follower to an account. False if it was already. */
  addAccount(follower: Follower, account: number, asset: "TOKEN" | "USD"): boolean {
    if (follower.accounts.has(account)) return false;
    follower.accounts.set(account, asset);
    // A page that closed during the read must not leave an index entry.
    if (this.has(follower)) put(this.#byAccount, account, follower);
    return true;
  }

  has(follower: Follower): boolean {
    return this.#byUser.get(follower.userId)?.includes(follower) ?? false;
  }

  remove(follower: Follower): void {
    if (!this.has(follower)) return;
    this.#size -= 1;
    take(this.#byUser, follower.userId, follower);
    for (const account of follower.accounts.keys()) take(this.#byAccount, account, follower);
  }

  ofUser(userId: string): Followers {
    return this.#byUser.get(userId) ?? [];
  }

  ofAccount(account: number): Followers {
    return this.#byAccount.get(account) ?? [];
  }

  *all(): Generator<Follower> {
    for (const followers of this.#byUser.values()) yield* followers;
  }
}

function put<K>(index: Map<K, Followers>, key: K, follower: Follower): void {
  const followers = index.get(key);
  if (followers === undefined) index.set(key, [follower]);
  else if (!followers.includes(follower)) index.set(key, followers.concat(follower));
}

function take<K>(index: Map<K, Followers>, key: K, follower: Follower): void {
  const others = (index.get(key) ?? []).filter((other) => other !== follower);
  if (others.length === 0) index.delete(key);
  else index.set(key, others);
}
