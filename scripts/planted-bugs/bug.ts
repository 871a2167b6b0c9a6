export interface PlantedBug {
  name: string;
  file: string;
  find: string;
  replace: string;
  /** Test files (or parts of their paths) of which one must fail. */
  tests: string[];
}
