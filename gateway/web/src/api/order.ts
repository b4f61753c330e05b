/** Answers come in another order than they were asked for: one that was asked for before an answer that is here already is left. */
export class Order {
  private asked = 0
  private taken = 0

  /** Before a question; what comes back says whether its answer counts. */
  begin(): () => boolean {
    const number = ++this.asked
    return () => {
      if (number < this.taken) return false
      this.taken = number
      return true
    }
  }
}
