// Who is behind the team numbers of a board: the list of a contest's teams, asked for again when the board shows that it changed.
import type { Member } from '../generated/api.ts'
import { parseMembers } from './members.ts'

const AGAIN_MS = 2000
/** Viewers learn of a new team at the same moment: they ask spread over this time. */
const SPREAD_MS = 500

/** A GET below `/api/v1`; rejects, or answers with a status other than 200 and 304, while that fails. */
export type Get = (path: string, headers: Record<string, string>) => Promise<Response>

export class Roster {
  /** Teams by their number in the contest. */
  teams: ReadonlyMap<number, Member> = new Map()
  private readonly path: string
  private readonly get: Get
  private readonly changed: (teams: ReadonlyMap<number, Member>) => void
  private etag = ''
  private timer: ReturnType<typeof setTimeout> | undefined
  private closed = false

  constructor(contest: string, get: Get, changed: (teams: ReadonlyMap<number, Member>) => void) {
    this.path = `/contests/${encodeURIComponent(contest)}/teams`
    this.get = get
    this.changed = changed
  }

  /** Asks soon: several calls make one question. */
  refresh(): void {
    this.later(SPREAD_MS / 2 + Math.random() * SPREAD_MS)
  }

  async load(): Promise<void> {
    try {
      const answer = await this.get(this.path, this.etag ? { 'If-None-Match': this.etag } : {})
      if (answer.status === 304 || this.closed) return
      if (!answer.ok) throw new Error(`the list of teams: ${answer.status}`)
      const teams = await parseMembers(await answer.text())
      if (this.closed) return
      this.etag = answer.headers.get('ETag') ?? ''
      this.teams = teams
      this.changed(this.teams)
    } catch {
      this.later(AGAIN_MS * (1 + Math.random()))
    }
  }

  close(): void {
    this.closed = true
    clearTimeout(this.timer)
  }

  private later(ms: number): void {
    clearTimeout(this.timer)
    if (!this.closed) this.timer = setTimeout(() => void this.load(), ms)
  }
}
