/** Drafts of forms, kept by the tab under the id of the person who typed them (components/draft.ts). */

const PREFIX = "metercast.draft.";

export const draftKey = (userId: string, name: string): string => `${PREFIX}${userId}.${name}`;

/** After a sign-out, and when somebody else signs in. */
export function dropDrafts(exceptOf?: string): void {
  for (const key of Object.keys(sessionStorage))
    if (key.startsWith(PREFIX) && (exceptOf === undefined || !key.startsWith(draftKey(exceptOf, ""))))
      sessionStorage.removeItem(key);
}
