import { errorCode, Problem } from "@shouwen/stack/problem";

const byCode: Record<string, [string, string]> = {
  ENOSPC: ["The disk is full", "Free some space and start again."],
  EACCES: [
    "A file of the stack cannot be written",
    "Clone into a folder that belongs to you, or start with --reset.",
  ],
  EADDRINUSE: [
    "A port was taken a moment ago by another program",
    "Start again; the next free port will be used.",
  ],
};

/** Whatever was thrown as something that a person can act on. */
export const problemOf = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  const message = error instanceof Error ? error.message : String(error);
  const [what, fix] = byCode[errorCode(error) ?? ""] ?? [];
  if (what && fix) return new Problem(`${what}: ${message}`, { fix, cause: error });
  const stack = error instanceof Error && process.env.SHOUWEN_DEBUG ? `\n${error.stack}` : "";
  return new Problem(`${message}${stack}`, {
    fix: "Check this machine with `npx shouwen doctor`; SHOUWEN_DEBUG=1 shows where it happened.",
    cause: error,
  });
};
