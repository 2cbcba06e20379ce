/** What a member of staff has in one month. */
export type Standing = {
  readonly staffId: string;
  readonly points: number;
  readonly met: number;
  readonly breached: number;
  readonly satisfied: number;
  readonly dissatisfied: number;
};

export type Ranked = Standing & { readonly rank: number };

/**
 * The order of the board: most points, then most satisfied customers, then fewest broken promises. Who is equal in
 * all three shares a rank, and the next rank is left out (1, 1, 3); equals stand in the order of their ids.
 */
export const rankStaff = (standings: readonly Standing[]): Ranked[] => {
  const inOrder = standings.toSorted((a, b) => compare(a, b) || (a.staffId < b.staffId ? -1 : 1));
  return inOrder.map((standing) => ({
    rank: inOrder.findIndex((other) => compare(other, standing) === 0) + 1,
    ...standing,
  }));
};

const compare = (a: Standing, b: Standing): number =>
  b.points - a.points || b.satisfied - a.satisfied || a.breached - b.breached;
