const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  formats.set(timeZone, made);
  return made;
};

/** The time of day that a clock on the wall shows in a zone at a moment: `23:05`. */
export const localTimeAt = (timeZone: string, moment: string): string =>
  formatOf(timeZone).format(Date.parse(moment));
