// Loaded before a service by `--import`: its own clock is wrong by CLOCK_SHIFT_MS. The database's is not.
const shiftMs = Number(process.env.CLOCK_SHIFT_MS ?? 0);
const RightDate = Date;

globalThis.Date = class ShiftedDate extends RightDate {
  constructor(...args) {
    if (args.length === 0) super(RightDate.now() + shiftMs);
    else super(...args);
  }
  static now() {
    return RightDate.now() + shiftMs;
  }
};
