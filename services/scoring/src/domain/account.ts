import { type DataOf, type FactOf, internalFact } from "@shouwen/contracts/define-event";
import { type ledgerEntryPosted, ledgerEntryReversed } from "@shouwen/contracts/events/ledger";
import { ownValue } from "@shouwen/contracts/own-value";
import { entryIsReversal, entryReversed } from "./rejections.ts";

/** How and by whom an entry was taken back. The reason is sealed; null where its customer was erased meanwhile. */
export type Reversal = { readonly reason: string | null; readonly at: string; readonly by: string };

/** The account of one subject. It numbers the entries and knows which were taken back; the entries stand apart. */
export type Account = {
  /** How many entries were said. */
  readonly told: number;
  readonly reversed: Readonly<Record<string, Reversal>>;
};

export const emptyAccount: Account = { told: 0, reversed: {} };

/** Who took an entry back is kept beside the event, which does not name them. */
const reversalSigned = (data: Reversal & { readonly entryId: string }) =>
  internalFact("ledger.reversal_signed", data);

export type AccountFact =
  | FactOf<typeof ledgerEntryPosted | typeof ledgerEntryReversed>
  | ReturnType<typeof reversalSigned>;

export const evolveAccount = (state: Account, known: AccountFact): Account => {
  if (known.type !== "ledger.reversal_signed") return { ...state, told: state.told + 1 };
  const { entryId, ...reversal } = known.data;
  return { ...state, reversed: { ...state.reversed, [entryId]: reversal } };
};

/** An entry as it was posted, or as it takes another one back. */
export type Entry = DataOf<typeof ledgerEntryPosted> & {
  readonly reverses: string | null;
  readonly reason: string | null;
};

/** The entry that takes another one back: its mirror image, in the same period. */
export const mirrorOf = (entry: Entry, { reason, at }: Omit<Reversal, "by">): Entry => ({
  ...entry,
  entryId: reversalIdOf(entry.entryId),
  points: -entry.points,
  reverses: entry.entryId,
  reason,
  at,
});

/** The id of the one entry that may take this one back. */
export const reversalIdOf = (entryId: string): string => `ent_r-${entryId.slice("ent_".length)}`;

/** What the event says in the place of the words, which may name somebody. */
const byHand = "by_hand";

/** Takes an entry back, once. A second time would lose its reason, and is refused. */
export const reverseEntry = (
  { entry, reason, by }: { entry: Entry; reason: string | null; by: string },
  state: Account,
  now: string,
): AccountFact[] => {
  if (entry.reverses !== null) throw entryIsReversal({ reverses: entry.reverses });
  const before = ownValue(state.reversed, entry.entryId);
  if (before) throw entryReversed({ reversedBy: reversalIdOf(entry.entryId), at: before.at });
  const { reverses: _reverses, reason: _reason, ...mirror } = mirrorOf(entry, { reason, at: now });
  return [
    ledgerEntryReversed.of({
      ...mirror,
      reversesEntryId: entry.entryId,
      reason: byHand,
      ...(reason === null ? {} : { sealedReason: reason }),
    }),
    reversalSigned({ entryId: entry.entryId, reason, at: now, by }),
  ];
};
