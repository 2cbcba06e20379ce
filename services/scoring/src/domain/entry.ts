import type { FactOf } from "@shouwen/contracts/define-event";
import type { ledgerEntryPosted, ledgerEntryReversed } from "@shouwen/contracts/events/ledger";
import type { Entry } from "./account.ts";

type LedgerEvent = FactOf<typeof ledgerEntryPosted | typeof ledgerEntryReversed>;

/** An entry as the ledger said it. It is never changed: hearing it again leaves it as it is. */
export const keepEntry = (known: Entry | null, event: LedgerEvent): Entry => known ?? entryOf(event);

const entryOf = ({ type, data }: LedgerEvent): Entry => {
  if (type === "ledger_entry.posted.v1") return { ...data, reverses: null, reason: null };
  const { reversesEntryId, reason, sealedReason, ...about } = data;
  return { ...about, reverses: reversesEntryId, reason: sealedReason ?? reason };
};
