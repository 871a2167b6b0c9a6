/**
 * The length of a text in code points, as the HTTP API documents it and Postgres counts it. A string's own
 * length counts an emoji as two.
 */
export const characters = (text: string): number => [...text].length;
