import { Asset as ProtoAsset } from "@metercast/contracts/common/v1/money.ts";
import type { SearchHit as ProtoHit } from "@metercast/contracts/common/v1/search.ts";
import type { Asset } from "@metercast/money";
import { type ErrorCode, MetercastError } from "@metercast/runtime";
import type { IntegrityCheck } from "../../domain/payouts.ts";
import type { PageRequest } from "../../ports/calls.ts";
import type { SearchHit } from "../../ports/search.ts";

/**
 * Values of protobuf messages as the domain has them: absent texts and messages are undefined, enums are
 * their names.
 */

/** @throws internal (or `code`) if a service answered without `what` */
export function given<T>(value: T | undefined, what: string, code: ErrorCode = "internal"): T {
  if (value === undefined)
    throw new MetercastError(code, code === "internal" ? `a service answered without ${what}` : undefined);
  return value;
}

export const time = (value: Date | undefined): Date => given(value, "a time");

export const orUndefined = (text: string): string | undefined => (text === "" ? undefined : text);

export const pageRequest = ({ limit, cursor }: PageRequest) => ({ limit, cursor: cursor ?? "" });

export function assetName(asset: ProtoAsset): Asset {
  if (asset === ProtoAsset.ASSET_TOKEN) return "TOKEN";
  if (asset === ProtoAsset.ASSET_USD) return "USD";
  throw new RangeError("the gateway does not know this asset");
}

export const protoAsset = (asset: Asset): ProtoAsset =>
  asset === "TOKEN" ? ProtoAsset.ASSET_TOKEN : ProtoAsset.ASSET_USD;

export const searchHit = ({ kind, id, userId, summary, createdAt, parentId }: ProtoHit): SearchHit => ({
  kind,
  id,
  userId: orUndefined(userId),
  summary,
  createdAt,
  parentId: orUndefined(parentId),
});

export const integrityCheck = ({
  name,
  ok,
  detail,
  compared,
  wrong,
  notRunSince,
}: IntegrityCheck): IntegrityCheck => ({ name, ok, detail, compared, wrong, notRunSince });
