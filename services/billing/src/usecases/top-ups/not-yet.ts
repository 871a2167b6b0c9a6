/** Not a failure: something that has to come first has not come yet. */
export class NotYet extends Error {
  override readonly name = "NotYet";
}
