/** The search in the head of every page. */
export const palette = {
  open: "Search",
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
};
