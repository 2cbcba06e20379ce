import { rejection } from "@shouwen/event-bus/rejection";

/** So many rows of a file that cannot be read are enough: then it is another file than was meant. */
export const mostWrongRows = 10_000;

export const tooManyErrors = rejection(
  "import.too_many_errors",
  "unprocessable",
  "So many rows are wrong that the file is most likely another one; the good ones before are in, and the errors say the rest",
);

/** So many files at once may go into one property. */
export const mostAtOnce = 2;

export const importsAtOnce = rejection(
  "import.too_many_at_once",
  "too_many",
  "Two files are being imported into this property already; send this one when one of them is done",
);

/**
 * Counts the files that this process takes for each property, and throws (429) where there are too many. Each replica
 * counts its own: with three of them six files may go in. That spares memory, which is each process's; nothing that is
 * decided hangs on it. Intake, whose files hold much more, counts in its database.
 */
export const importSlots = () => {
  const taken = new Map<string, number>();
  return async <Result>(propertyId: string, work: () => Promise<Result>): Promise<Result> => {
    const before = taken.get(propertyId) ?? 0;
    if (before >= mostAtOnce) throw importsAtOnce({ most: mostAtOnce });
    taken.set(propertyId, before + 1);
    try {
      return await work();
    } finally {
      const left = (taken.get(propertyId) ?? 1) - 1;
      if (left > 0) taken.set(propertyId, left);
      else taken.delete(propertyId);
    }
  };
};
