import { hasBegun, type Shift } from "../rota.ts";
import type { Staff } from "../staff/staff.ts";

/**
 * What is left of a shift that ends at a moment, now unless said: what lies before it. Nothing of one that begins later.
 * A window that is to end later is not over yet: its person goes off duty when it ends.
 */
export const cutShift = (shift: Shift, at: string, now = at): Shift[] => {
  if (!hasBegun(shift, at)) return [];
  const before = shift.windows.filter(({ from }) => from < at);
  const windows = before.map((window) =>
    window.to > at ? { ...window, to: at, stage: at > now ? window.stage : ("over" as const) } : window,
  );
  return windows.length === 0 ? [] : [{ ...shift, windows }];
};

/** Whether somebody is in a window of one of these shifts, as far as the clock has come. */
export const isAtWork = (shifts: readonly Shift[]): boolean =>
  shifts.some(({ windows }) => windows.some(({ stage }) => stage === "begun"));

/** Work in another property is rostered, and not followed: on duty somebody is in their own, where work comes to them. */
export const atHome = (staff: Staff, shifts: readonly Shift[]): Shift[] =>
  staff.status === "unknown" ? [] : shifts.filter(({ propertyId }) => propertyId === staff.data.propertyId);
