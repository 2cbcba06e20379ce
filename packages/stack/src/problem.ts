/** Something the person at the keyboard can put right. `fix` says how, in one sentence. */
export class Problem extends Error {
  readonly fix: string;

  constructor(message: string, { fix, cause }: { fix: string; cause?: unknown }) {
    super(message, { cause });
    this.name = "Problem";
    this.fix = fix;
  }
}

/** The Node error code (`EADDRINUSE`, `ENOENT`…) of whatever was thrown, or undefined. */
export const errorCode = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error ? String(error.code) : undefined;
