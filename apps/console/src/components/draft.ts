import { useCallback, useEffect, useState } from "react";
import { draftKey } from "../auth/drafts.ts";
import { identity } from "../auth/session.ts";

/**
 * What a person typed and has not sent yet, kept by the tab: it outlives a reload, a deploy and the end of a
 * session. Each draft is its person's own. Never for secrets: no bank details, no passwords, no tokens.
 */

/** Far above every field's maximum; a browser gives a site some megabytes. */
const MOST_CHARACTERS = 20_000;

type Fields = Record<string, unknown>;

const keyOf = (name: string): string | undefined => {
  const who = identity();
  return who && draftKey(who.userId, name);
};

/** The draft over the form's first values; only fields that the form has, of the type they have there. */
export function draftOf<T extends Fields>(name: string, initial: T): T {
  const key = keyOf(name);
  const text = key === undefined ? null : sessionStorage.getItem(key);
  if (text === null) return initial;
  try {
    const kept = JSON.parse(text) as Fields;
    const known = Object.entries(kept).filter(([field, value]) => typeof value === typeof initial[field]);
    return { ...initial, ...Object.fromEntries(known) };
  } catch {
    return initial;
  }
}

/** Keeps what differs from the form's first values; a form as it was at first has no draft. */
export function keepDraft<T extends Fields>(name: string, values: Partial<T>, initial: T): void {
  const key = keyOf(name);
  if (key === undefined) return;
  const changed = Object.entries(values).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(initial[field]),
  );
  const text = JSON.stringify(Object.fromEntries(changed));
  if (changed.length === 0 || text.length > MOST_CHARACTERS) sessionStorage.removeItem(key);
  else sessionStorage.setItem(key, text);
}

interface Watched<T> {
  watch: (listener: (values: Partial<T>) => void) => { unsubscribe: () => void };
}

/**
 * Keeps the draft of a form of react-hook-form. Start the form with `defaultValues: draftOf(name, EMPTY)`;
 * after sending, `reset(EMPTY)` drops the draft.
 */
export function useFormDraft<T extends Fields>(name: string, form: Watched<T>, initial: T): void {
  const { watch } = form;
  useEffect(() => {
    const { unsubscribe } = watch((values) => keepDraft(name, values, initial));
    return unsubscribe;
  }, [name, watch, initial]);
}

/** `useState` of a text that is kept as a draft; set it to its first value to drop the draft. */
export function useDraft(name: string, initial = ""): [string, (next: string) => void] {
  const [text, setText] = useState(() => draftOf(name, { text: initial }).text);
  const change = useCallback(
    (next: string) => {
      setText(next);
      keepDraft(name, { text: next }, { text: initial });
    },
    [name, initial],
  );
  return [text, change];
}
