// Which announcements are news: each wording once, and nothing that was said before one came.
import type { Announced } from '../../../generated/live.ts'

export interface AnnouncementNews {
  announcement: Announced
  /** It was said before, in other words. */
  corrected: boolean
}

export class AnnouncementWatch {
  private known = new Map<string, string>()
  private readonly since: number

  /** `since`: when one came, ms since 1970 by the platform's clock. */
  constructor(since: number) {
    this.since = since
  }

  /** What is new in a list since the one before. */
  news(all: readonly Announced[]): AnnouncementNews[] {
    const before = this.known
    this.known = new Map(all.map(({ id, text }) => [id, text]))
    return all
      .filter(({ id, text, at }) => (before.has(id) ? before.get(id) !== text : at >= this.since))
      .map((announcement) => ({ announcement, corrected: before.has(announcement.id) }))
  }
}
