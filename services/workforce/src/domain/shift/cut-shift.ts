import { hasBegun, type Shift } from "../rota.ts";

/** What is left of a shift that ends now: what was worked. Nothing of one that has not begun. */
export const cutShift = (shift: Shift, now: string): Shift[] => {
  if (!hasBegun(shift, now)) return [];
  const worked = shift.windows.filter(({ from }) => from < now);
  const windows = worked.map((window) =>
    window.to > now ? { ...window, to: now, stage: "over" as const } : window,
  );
  return windows.length === 0 ? [] : [{ ...shift, windows }];
};

/** Whether somebody is in a window of one of these shifts, as far as the clock has come. */
export const isAtWork = (shifts: readonly Shift[]): boolean =>
  shifts.some(({ windows }) => windows.some(({ stage }) => stage === "begun"));
