/** The search that opens by ⌘K, for everybody. */
export const palette = {
  open: "Search",
  title: "Search and go to",
  close: "Close the search",
  placeholders: {
    viewer: "A stream or a page",
    creator: "A stream, withdrawal or page",
    admin: "A name, email, id, amount or stream",
  },
  hint: "Arrow keys choose, Enter opens, Escape closes.",
  none: "Nothing found",
  failed: "The search did not respond. Try again.",
  searching: "Searching …",
  groups: {
    pages: "Pages",
    people: "People",
    streams: "Streams",
    withdrawals: "Withdrawals",
    others: "Records",
  },
  /** Pages of the navigation that stand together. */
  pageGroups: {
    overview: "Overview",
    queue: "Payouts",
    people: "People",
    cases: "Cases",
    money: "Money",
    rules: "Rules",
    records: "Records",
  },
  live: "Live",
  ended: "Ended",
  everything: (query: string) => `Everything about “${query}”`,
};
