import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";

/** One request that was answered with a 202. */
export type Promised = {
  readonly requestId: string;
  readonly ticketId: string;
  /** Nobody works on it: it only has to be there. */
  readonly idle?: true;
};

/** What the platform has promised, kept outside of it. A line is on the disk before `write` returns. */
export type Journal = { write(promised: Promised): void; all(): readonly Promised[]; close(): void };

/** Opens a journal in a file, which may hold the promises of earlier runs on the same stack. */
export const openJournal = (file: string): Journal => {
  const handle = openSync(file, "a");
  return {
    write: (promised) => {
      writeSync(handle, `${JSON.stringify(promised)}\n`);
      fsyncSync(handle);
    },
    all: () =>
      readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line.length > 0)
        .map((line) => JSON.parse(line) as Promised),
    close: () => closeSync(handle),
  };
};
