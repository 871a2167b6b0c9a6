/** One line for each event, in columns, the same with and without a terminal. */
export interface Board {
  say(who: string, what: string, amount?: string): void;
}

const WHO = 15;
const WHAT = 52;

export function startBoard(began: number = Date.now()): Board {
  return {
    say(who, what, amount = "") {
      const seconds = Math.floor((Date.now() - began) / 1_000);
      const clock = `${String(Math.floor(seconds / 60)).padStart(3)}:${String(seconds % 60).padStart(2, "0")}`;
      console.log(`${clock}  ${who.padEnd(WHO)} ${what.padEnd(WHAT)} ${amount.padStart(14)}`.trimEnd());
    },
  };
}
