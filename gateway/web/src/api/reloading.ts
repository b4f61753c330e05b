// What a store asks for anew, whenever a frame or a return says that it changed.
import { signal } from '@preact/signals'
import { ApiError } from './client.ts'
import { Order } from './order.ts'

const AGAIN_MS = 3000

/** An answer that a newer one has overtaken is left; while the platform is away it is asked again. */
export class Reloading<T> {
  /** Of the last try. */
  readonly error = signal<ApiError | null>(null)
  private readonly order = new Order()
  private readonly ask: () => Promise<T>
  private readonly take: (answer: T) => void
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(ask: () => Promise<T>, take: (answer: T) => void) {
    this.ask = ask
    this.take = take
  }

  async now(): Promise<void> {
    clearTimeout(this.timer)
    const counts = this.order.begin()
    try {
      const answer = await this.ask()
      if (!counts()) return
      this.take(answer)
      this.error.value = null
    } catch (error) {
      this.error.value = error instanceof ApiError ? error : new ApiError('unknown', String(error), 0)
      if (this.error.value.status !== 403 && this.error.value.status !== 404) this.timer = setTimeout(() => void this.now(), AGAIN_MS)
    }
  }

  close(): void {
    clearTimeout(this.timer)
  }
}
