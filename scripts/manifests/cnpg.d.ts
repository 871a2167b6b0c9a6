import type { ClusterProps, ScheduledBackupProps } from "@cdk8s-kit/crds/pg";

/** The plain form of a type made for code: enums are strings, quantities are strings or numbers. */
type Plain<T> = T extends { value: number | string }
  ? number | string
  : T extends string
    ? `${T}`
    : T extends readonly (infer Item)[]
      ? Plain<Item>[]
      : T extends object
        ? { [Key in keyof T as Written<Key>]: Plain<T[Key]> }
        : T;

/** Names that differ between the types and manifests. */
interface Spelled {
  pgHba: "pg_hba";
  pgIdent: "pg_ident";
  isWalArchiver: "isWALArchiver";
}
type Written<Key> = Key extends keyof Spelled ? Spelled[Key] : Key;

interface Meta {
  name: string;
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

export interface ICluster {
  apiVersion: "postgresql.cnpg.io/v1";
  kind: "Cluster";
  metadata: Meta;
  spec: Plain<ClusterProps["spec"]>;
}

export interface IScheduledBackup {
  apiVersion: "postgresql.cnpg.io/v1";
  kind: "ScheduledBackup";
  metadata: Meta;
  spec: Plain<ScheduledBackupProps["spec"]>;
}

type ObjectStoreOf<T> = T extends { backup?: { barmanObjectStore?: infer Store } } ? Store : never;

/** The plugin has the same object store settings as the cluster. */
export interface IObjectStore {
  apiVersion: "barmancloud.cnpg.io/v1";
  kind: "ObjectStore";
  metadata: Meta;
  spec: {
    retentionPolicy?: string;
    configuration: ObjectStoreOf<Plain<ClusterProps["spec"]>>;
  };
}
