/** Does something at once, and while it is asked for again and again, once in `ms`: the last request is never lost. */
export class Pace {
  private readonly act: () => unknown
  private readonly ms: number
  private timer: ReturnType<typeof setTimeout> | undefined
  private asked = false

  constructor(act: () => unknown, ms: number) {
    this.act = act
    this.ms = ms
  }

  ask(): void {
    if (this.timer !== undefined) {
      this.asked = true
      return
    }
    this.act()
    this.timer = setTimeout(() => {
      this.timer = undefined
      if (!this.asked) return
      this.asked = false
      this.ask()
    }, this.ms)
  }

  stop(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    this.asked = false
  }
}
