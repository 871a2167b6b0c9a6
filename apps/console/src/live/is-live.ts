let live = false;

/** The live connection reports its state here, so that queries need not know it. */
export function setIsLive(next: boolean): void {
  live = next;
}

/** For `refetchInterval`: while events arrive, nothing polls. */
export const unlessLive = (everyMs: number) => (): number | false => (live ? false : everyMs);
