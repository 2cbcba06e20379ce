import type { SlaPolicy } from "../policy/policies.ts";
import { codeUnknown } from "../rejections.ts";

type Codes = { readonly code?: string | undefined; readonly causeCode?: string | undefined };

/** A policy that names codes allows no others; one that names none allows any. */
export const requireCodes = (
  { resolutions, causes }: SlaPolicy["codes"],
  { code, causeCode }: Codes,
): void => {
  const isKnown = (known: readonly string[], one: string | undefined) =>
    one === undefined || known.length === 0 || known.includes(one);
  if (!isKnown(resolutions, code)) throw codeUnknown({ field: "code", known: resolutions });
  if (!isKnown(causes, causeCode)) throw codeUnknown({ field: "causeCode", known: causes });
};
