/** Takes a call from the creator's budget and from that of all creators. False where one is used up. */
export type MayOnboard = (creatorId: string) => Promise<boolean>;
