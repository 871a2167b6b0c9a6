/** What admins keep for their work: reasons for rejections, for all of them, and each one's saved views. */
export interface QueueDesk {
  /** In alphabetical order. */
  reasons(): Promise<RejectReason[]>;
  /** False where there are too many. */
  addReason(reason: RejectReason, most: number): Promise<boolean>;
  /** The reason before; undefined: there is none. */
  changeReason(id: string, change: Partial<Omit<RejectReason, "id">>): Promise<RejectReason | undefined>;
  removeReason(id: string): Promise<RejectReason | undefined>;
  /** Of one admin, in alphabetical order. */
  views(userId: string): Promise<SavedView[]>;
  /** A view of the same page and name is replaced. Undefined where there are too many. */
  saveView(userId: string, view: SavedView, most: number): Promise<SavedView | undefined>;
  removeView(userId: string, id: string): Promise<boolean>;
  /** Deletes all views of an admin. */
  forget(userId: string): Promise<void>;
}

export interface RejectReason {
  id: string;
  title: string;
  /** For the creator. */
  text: string;
}

export interface SavedView {
  id: string;
  /** Of the console, such as "withdrawals". */
  page: string;
  name: string;
  /** Its filters, as in the page's address. */
  query: string;
}
