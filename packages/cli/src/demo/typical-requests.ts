import type { Kind } from "@shouwen/contracts/values";

/** Something that customers ask for, in both languages. `at` says where: a room or home, or a place that all share. */
export type TypicalRequest = {
  readonly kind: Kind;
  readonly category: string;
  readonly at: "private" | "public";
  readonly zh: string;
  readonly en: string;
};

type Row = readonly [kind: Kind, category: string, at: TypicalRequest["at"], zh: string, en: string];

/** Makes matters of rows. */
export const typicalRequests = (rows: readonly Row[]): TypicalRequest[] =>
  rows.map(([kind, category, at, zh, en]) => ({ kind, category, at, zh, en }));

/** How often each kind is asked for, of a hundred. */
export const kindShares: readonly (readonly [weight: number, kind: Kind])[] = [
  [34, "repair"],
  [26, "service"],
  [14, "complaint"],
  [14, "inquiry"],
  [3, "lost_found"],
  [3, "suggestion"],
  [3, "praise"],
  [2, "emergency"],
  [1, "violation"],
];
