import { z } from "zod";
import type { KnownCallback } from "./callback.ts";

/** A callback as somebody sees it. */
export type SeenCallback = { readonly callback: KnownCallback; readonly version: number };

export const callbackStatus = z.enum(["scheduled", "completed", "expired"]);

/** How the desk of one property stands. */
export type DeskFigures = {
  /** Their time has come and nobody holds them. */
  readonly dueNow: number;
  readonly claimed: number;
  /** Nobody has dialled within the time that the policy promises for the first call. */
  readonly late: number;
  /** Completed since midnight at the property. */
  readonly doneToday: number;
  readonly mineToday: number;
};

/** The figures beside what the policy in force says about them. */
export type QueueView = DeskFigures & {
  /** When the database counted. */
  readonly asOf: string;
  readonly dayTarget: number;
  readonly windowOpen: boolean;
  /** Now, or when the next window opens. */
  readonly opensAt: string;
};

/** A property and the version of its policy that some of its callbacks are pinned to. */
export type Pin = { readonly propertyId: string; readonly policyVersion: string };

/** Callbacks that may be claimed now: within a window, or where the customer's wish is no older than `wishStandsMs`. */
export type Callable = Pin & { readonly windowOpen: boolean; readonly wishStandsMs: number };
