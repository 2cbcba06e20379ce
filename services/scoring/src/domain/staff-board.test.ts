import { expect, test } from "vitest";
import { rankStaff, type Standing } from "./staff-board.ts";

const standing = (staffId: string, overrides: Partial<Standing> = {}): Standing => ({
  staffId,
  points: 10,
  met: 0,
  breached: 0,
  satisfied: 0,
  dissatisfied: 0,
  ...overrides,
});

const ranksOf = (...standings: Standing[]) =>
  rankStaff(standings).map(({ rank, staffId }) => `${rank} ${staffId}`);

test("the board goes by points, then satisfied customers, then fewest broken promises", () => {
  expect(
    ranksOf(
      standing("stf_a", { breached: 1, satisfied: 2 }),
      standing("stf_b", { satisfied: 2 }),
      standing("stf_c", { points: 11 }),
      standing("stf_d", { satisfied: 3, breached: 9 }),
    ),
  ).toEqual(["1 stf_c", "2 stf_d", "3 stf_b", "4 stf_a"]);
});

test("equals share a rank, and the next one is left out", () => {
  expect(ranksOf(standing("stf_c", { points: 1 }), standing("stf_b"), standing("stf_a", { met: 5 }))).toEqual(
    ["1 stf_a", "1 stf_b", "3 stf_c"],
  );
});
