import { Command } from "commander";
import { examples } from "./examples.ts";

type TokenFlags = { as: string; roles?: string; properties?: string; name?: string; hours: string };

/** `shouwen token`: signs in as anybody, in the embedded stack alone. */
export const token = (): Command =>
  new Command("token")
    .description("print a token of the embedded issuer for any member of staff")
    .requiredOption("--as <staffId>", "whom to be: the id of a member of staff, such as stf_lakeside_maya")
    .option(
      "--roles <roles>",
      "agent,staff,supervisor,manager,admin,integrator; theirs in the demo group when left out",
    )
    .option(
      "--properties <ids>",
      "whose data to see, e.g. prp_lakeside,prp_harbour; * is the whole group; their own when left out",
    )
    .option("--name <name>", "the name that others see; theirs in the demo group when left out")
    .option("--hours <n>", "for how many hours it can be used", "12")
    .addHelpText("after", examples("token --as stf_lakeside_maya"))
    .action(async (flags: TokenFlags) => {
      const { makeToken } = await import("../stack/make-token.ts");
      process.stdout.write(`${await makeToken(flags)}\n`);
    });
