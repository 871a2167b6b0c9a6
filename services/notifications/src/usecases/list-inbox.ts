import type { Language } from "../domain/language.ts";
import { languageOf } from "../domain/language.ts";
import type { InboxItem, InboxQuery } from "../ports/inbox.ts";
import type { Store } from "../ports/store.ts";

/** The reader of texts: preferences first, then the language of the request. */
export interface InboxReader {
  language: Language;
  zone: string;
}

export async function readerOf(
  { store }: { store: Store },
  userId: string,
  wishes: readonly string[],
): Promise<InboxReader> {
  const { language, zone } = await store.preferences.find(userId);
  return { language: languageOf(language, ...wishes), zone };
}

export interface InboxPage {
  /** One more than the limit where there are more. */
  items: InboxItem[];
  unread: number;
  reader: InboxReader;
}

export async function listInbox(
  ports: { store: Store },
  query: InboxQuery,
  wishes: readonly string[],
): Promise<InboxPage> {
  const { inbox } = ports.store;
  const [items, { unread }, reader] = await Promise.all([
    inbox.list(query),
    inbox.state(query.userId),
    readerOf(ports, query.userId, wishes),
  ]);
  return { items, unread, reader };
}
