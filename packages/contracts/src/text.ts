/** The length of a text as the HTTP API documents it and Postgres counts it: in code points. A string's own length counts an emoji as two. */
export const characters = (text: string): number => [...text].length;
