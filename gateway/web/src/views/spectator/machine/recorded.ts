// The board of a past second as a source that any board is drawn from.
import { signal } from '@preact/signals'
import { Board, TILE } from '../../../live/board.ts'
import type { ClockFrame, Row } from '../../../generated/live.ts'
import type { BoardSource } from '../../../store/contest.ts'
import type { Tape } from './tape.ts'

const ROOM = 'board.recorded.public.'

export class RecordedBoard implements BoardSource {
  readonly board = new Board()
  readonly version = signal(0)
  readonly current = signal(true)
  readonly clock = signal<ClockFrame | null>(null)
  private seq = 0
  private shown = ''

  /** `live`: whose teams and settings it is. */
  constructor(
    private readonly tape: Tape,
    private readonly live: Pick<BoardSource, 'teams' | 'clock'>,
  ) {
    tape.seek(0)
    this.draw(tape.rows())
  }

  get teams(): BoardSource['teams'] {
    return this.live.teams
  }

  seek(second: number): void {
    const moved = this.tape.seek(second)
    if (moved.size > 0) this.draw(this.tape.rows(moved))
  }

  /** All of it is here. */
  follow(): void {}

  /** The clock of the contest with the counts of this second; of the live one's settings. */
  count(): void {
    const clock = this.live.clock.value
    if (!clock) return
    const problems = clock.settings.problems.map(() => ({ solved: 0, tried: 0 }))
    for (const [, , , , cells] of this.tape.rows()) {
      for (const [problem, , , solved] of cells) {
        const count = problems[problem]
        if (!count) continue
        count.tried++
        if (solved) count.solved++
      }
    }
    this.clock.value = { ...clock, problems, teams: this.tape.size }
  }

  private draw(rows: Row[]): void {
    const { order, ranks } = this.tape.ranking()
    const whole = this.seq === 0
    const standing = order.join() + ranks.join()
    const moved = standing !== this.shown
    this.shown = standing
    this.seq++
    for (let tile = 0; tile === 0 || tile * TILE < order.length; tile++) {
      this.board.apply(
        {
          type: 'board',
          room: ROOM + tile,
          epoch: 1,
          seq: this.seq,
          at: this.seq,
          whole,
          ...(tile === 0 && { total: order.length, rows }),
          ...((whole || moved) && { order: order.slice(tile * TILE, (tile + 1) * TILE), ranks: ranks.slice(tile * TILE, (tile + 1) * TILE) }),
        },
        performance.now(),
      )
    }
    this.count()
    this.version.value++
  }
}
