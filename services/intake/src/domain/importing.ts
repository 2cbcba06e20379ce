import type { Mode } from "@shouwen/contracts/values";
import type { RowError } from "./map-row.ts";
import type { RequestDraft } from "./receive-request.ts";

/** What an import is: its file is read by one mapping into one property. */
export type ImportOrder = {
  readonly importId: string;
  readonly propertyId: string;
  readonly mapping: string;
  readonly name: string | null;
  readonly mode: Mode;
  readonly startedBy: string;
};

/** How many rows came, and what became of them. */
export type Tally = { total: number; accepted: number; repeated: number; rejected: number };

export type LineError = RowError & { readonly line: number };

/** One sending of a file. Sending it again under the same id takes over from an earlier sending. */
export type ImportRun = {
  /** Throws a rejection when the file is being sent again meanwhile. */
  save(tally: Tally): Promise<void>;
  /** Keeps what is wrong with rows; the first 10,000 of it. */
  addErrors(errors: readonly LineError[]): Promise<void>;
  end(tally: Tally, ending: Ending): Promise<void>;
};

export type Ending =
  | { readonly status: "done"; readonly reason: null }
  | { readonly status: "failed"; readonly reason: FailureReason };

export type FailureReason =
  | "broken_off"
  | "interrupted"
  | "too_large"
  | "too_many_errors"
  | "dates_open"
  | "fault";

/** A record that can be taken: made of the row at `line`, and of an event log of several. */
export type ReadyRow = {
  readonly line: number;
  readonly rows: number;
  readonly draft: RequestDraft;
  readonly contactText: string | null;
};

/** A record to take, or a row that cannot be taken. */
export type ImportEntry = ReadyRow | { readonly line: number; readonly errors: readonly RowError[] };

/** Whether a row was taken in this import, or had been before. */
export type RowOutcome = "accepted" | "repeated";
