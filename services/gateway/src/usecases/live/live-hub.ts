import type { Follower } from "./follower.ts";

/** Followers of one user or account: some pages of one person, nearly always one. As a list, which takes a quarter of a set's memory; made anew when it changes, so that whoever walks along it is not disturbed. */
type Followers = readonly Follower[];

/** Who follows what on this replica. Two indexes: events name users, batches of minutes name accounts. */
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

  /** From now on events of this account reach the follower. False where it had it already. */
  addAccount(follower: Follower, account: number, asset: "TOKEN" | "USD"): boolean {
    if (follower.accounts.has(account)) return false;
    follower.accounts.set(account, asset);
    // Gone while its accounts were being asked for: an index entry now would stay for ever.
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
