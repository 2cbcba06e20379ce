import { expect, test } from "vitest";
import { shellBlocks, shouwenCalls } from "./shell-blocks.ts";

const page = `# A page
\`\`\`console
$ ticket=$(as maya /v1/requests '{"kind":
  "repair"}' | field it.ticketId)
$ npx shouwen status \\
    --wait
service  ready

intake     1/1
\`\`\`
\`\`\`json
{ "$ no": "command" }
\`\`\`
\`\`\`sh
npm start

npm test
\`\`\`
`;

test("commands of a document are read with their lines, and with what they print", () => {
  expect(shellBlocks(page)).toEqual([
    {
      kind: "played",
      commands: [
        {
          line: 3,
          text: 'ticket=$(as maya /v1/requests \'{"kind":\n  "repair"}\' | field it.ticketId)',
          output: [],
        },
        { line: 5, text: "npx shouwen status \\\n    --wait", output: ["service  ready", "intake     1/1"] },
      ],
    },
    {
      kind: "shown",
      commands: [
        { line: 15, text: "npm start", output: [] },
        { line: 17, text: "npm test", output: [] },
      ],
    },
  ]);
});

test("the arguments of a call of ours are read as far as they are written out", () => {
  expect(
    shouwenCalls('x=$(npx shouwen token --as stf_a) && npx shouwen replay --reason "a rule" # why'),
  ).toEqual([
    ["token", "--as", "stf_a"],
    ["replay", "--reason", "a rule"],
  ]);
  expect(shouwenCalls("npx shouwen dead-letters retry --fingerprint … --reason …")).toEqual([
    ["dead-letters", "retry", "--fingerprint"],
  ]);
});
