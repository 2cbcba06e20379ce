type Shown = "time" | "year";

const shown: Readonly<Record<Shown, Intl.DateTimeFormatOptions>> = {
  time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  year: { year: "numeric" },
};

/** One for each time zone of the properties, of which there are some 400 at most. */
const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (timeZone: string, what: Shown): Intl.DateTimeFormat => {
  const name = `${what} ${timeZone}`;
  const known = formats.get(name);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", { timeZone, ...shown[what] });
  formats.set(name, made);
  return made;
};

/** The time of day that a clock on the wall shows in a zone at a moment: `23:05`. */
export const localTimeAt = (timeZone: string, moment: string): string =>
  formatOf(timeZone, "time").format(Date.parse(moment));

/** The year that a calendar on the wall shows in a zone at a moment: `2026`. */
export const localYearAt = (timeZone: string, moment: string): string =>
  formatOf(timeZone, "year").format(Date.parse(moment));
