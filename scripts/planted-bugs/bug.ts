export interface PlantedBug {
  /** What somebody might do by mistake. */
  name: string;
  file: string;
  find: string;
  replace: string;
  /** Test files (or parts of their paths) of which one must fail. */
  tests: string[];
}
