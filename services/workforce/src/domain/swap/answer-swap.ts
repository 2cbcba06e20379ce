import { swapNotTheirs, swapOwn, swapSettled } from "../rejections.ts";
import { rotaChanged, type Swap } from "../rota.ts";
import { known, rotaOf, type Staff, type StaffFact } from "../staff/staff.ts";
import { type By, leadsOthers } from "../staff/who-may.ts";
import { swapOf, withSwap } from "./swap.ts";

export type AnswerSwap = {
  readonly swapId: string;
  /** The colleague accepts or declines, who offered it withdraws it, a leader refuses it. Approving is for both rotas. */
  readonly answer: "accepted" | "declined" | "withdrawn" | "refused";
  readonly by: By;
};

const open: readonly Swap["status"][] = ["offered", "accepted"];

/** Moves an exchange on by one person's word. The same word twice changes nothing. */
export const answerSwap = ({ swapId, answer, by }: AnswerSwap, staff: Staff, now: string): StaffFact[] => {
  const swap = swapOf(staff, swapId);
  checkAnswer(answer, swap, { by, offeredBy: known(staff).data.staffId });
  if (swap.status === answer) return [];
  const from = answer === "accepted" ? ["offered"] : open;
  if (!from.includes(swap.status)) throw swapSettled({ state: swap.status });
  const answered = { ...swap, status: answer, decidedBy: by.id, decidedAt: now };
  return [rotaChanged(withSwap(rotaOf(staff), answered), now)];
};

const checkAnswer = (
  answer: AnswerSwap["answer"],
  { withStaffId }: Swap,
  { by, offeredBy }: { by: By; offeredBy: string },
): void => {
  if (answer === "refused") {
    if (!leadsOthers(by)) throw swapNotTheirs();
    if (by.id === offeredBy || by.id === withStaffId) throw swapOwn();
    return;
  }
  if (by.id !== (answer === "withdrawn" ? offeredBy : withStaffId)) throw swapNotTheirs();
};
