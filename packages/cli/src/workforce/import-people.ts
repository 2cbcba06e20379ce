import { existsSync, statSync } from "node:fs";
import { basename } from "node:path";
import { Problem } from "@shouwen/stack/problem";
import { z } from "zod";
import { createSteps } from "#bin/terminal.mjs";
import { sendFile } from "../import/send-file.ts";
import { bodyOf } from "../platform/http-client.ts";
import { runningStack } from "../platform/running-stack.ts";
import { type FileReport, failed, reportText, sentText } from "./file-report.ts";

const report = z.object({
  total: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  refused: z.int(),
  errors: z.array(z.object({ line: z.int(), column: z.string(), message: z.string() })),
});

/** Sends a file of staff or of shifts and prints what became of it. Returns the exit code: 1 only when no row was any good. */
export const importPeople = async (options: {
  what: "staff" | "rota";
  file: string;
  property: string;
}): Promise<number> => {
  const { what, file, property } = options;
  if (!existsSync(file) || !statSync(file).isFile())
    throw new Problem(`There is no file ${file}`, { fix: "Give the path of a CSV file." });
  const { gateway, services, tokens } = runningStack();
  const path = `/v1/imports/${what}.csv?${new URLSearchParams({ propertyId: property })}`;
  const steps = createSteps();
  const began = performance.now();
  const { size } = statSync(file);
  steps.start(what, `Importing ${basename(file)}`);
  try {
    const answer = await sendFile({
      url: `${gateway || services.workforce}${path}`,
      token: tokens.admin ?? "",
      file,
      contentType: "text/csv",
      onSent: (sent) => steps.detail(what, sentText(sent, size)),
    });
    const done = taken(answer, path);
    steps.done(what, `into ${property}`);
    process.stdout.write(`\n${reportText(done, performance.now() - began)}\n`);
    return failed(done) ? 1 : 0;
  } catch (error) {
    steps.fail(what);
    throw error;
  }
};

const taken = (answer: { status: number; body: unknown }, path: string): FileReport => {
  const { missing } = (answer.body ?? {}) as { missing?: string[] };
  if (answer.status === 422 && missing)
    throw new Problem(`The file lacks the columns ${missing.join(", ")}; nothing was taken`, {
      fix: "Check the first line of the file.",
    });
  return report.parse(bodyOf({ service: "workforce", method: "POST", path, token: "" }, answer));
};
